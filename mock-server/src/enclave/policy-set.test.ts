import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { encodeIntent, type Intent, type TransactionIntent } from '../../../widget/src/contract/intent.ts';
import type { AppProof, WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import { HOLD_CAP_WEI, NEW_DEVICE_CAP_WEI } from './spending.ts';
import { intentHeader, transactionIntent } from './testing/intents.ts';
import { createSessionKey, isProofValid, pinField, type WalletClient } from './testing/wallet-client.ts';
import { createWalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const DAY_MS = 86_400_000;
const ETHER = 10n ** 18n;
/** 21000 gas at 2 gwei. */
const FEE_WEI = 42_000_000_000_000n;
const FREE: WalletPolicy = { dailyCaps: [], origins: [], others: 'allow' };
const capped = (capWei: bigint): WalletPolicy => ({ ...FREE, dailyCaps: [{ chainId: 31337, capWei: String(capWei) }] });
const failed = (code: string, more: object = {}) => ({ code, ...more });

async function setUp() {
  const world = await createWorld();
  const client = await world.login(await world.startEnclave());
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  const account = server.kept.address as `0x${string}`;
  const head = () => world.ledger.entries().at(-1);
  const setPolicy = (policy: unknown, as: WalletClient = client, pin = PIN) =>
    server.call(as, 'policy_set', { pin: pinField(pin), ...(policy === undefined ? {} : { policy: policy as CborValue }) });
  const sign = async (intent: Intent, key: { readonly [name: string]: Uint8Array } = { pin: pinField(PIN) }, as: WalletClient = client) => {
    const { body } = await server.call(as, 'sign_intent', key, { intent: encodeIntent(intent) });
    return body.ok ? 'signed' : body.error;
  };
  const pay = (valueWei: bigint, change: Partial<TransactionIntent> = {}) => transactionIntent(world, account, { valueWei, ...change });
  const message = (change: object = {}): Intent => ({ kind: 'message', ...intentHeader(world, account), message: '0x00', ...change });
  const unlock = async (as: WalletClient = client) => {
    const { body } = await server.call(as, 'unlock', { pin: pinField(PIN), ttlSeconds: 300, maxSignatures: 20, valueCapWei: String(100n * ETHER) });
    assert.ok(body.ok);
    return { grantId: body.result.grantId as Uint8Array };
  };
  return { world, client, server, account, head, setPolicy, sign, pay, message, unlock };
}

describe('a wallet’s policy', () => {
  it('behavior: is set by PIN, told without changing anything, proven, and taken back', async () => {
    const { setPolicy, head, client, world } = await setUp();
    const policy: WalletPolicy = { ...capped(ETHER), origins: [{ origin: 'https://dapp.example', accounts: [0, 2] }], others: 'refuse' };
    const set = await setPolicy(policy);
    assert.ok(set.body.ok, JSON.stringify(set.body));
    assert.deepEqual([set.body.result.policy, set.effects.kind, head()?.event], [policy, 'none', 'policy_set']);
    const proof = set.body.result.proof as unknown as AppProof;
    assert.ok(isProofValid(proof, set.proofKey));
    const { type, walletId, subjectHash, policyHash, ledgerSeq } = decode(proof.payload) as { readonly [field: string]: unknown };
    const expectedHash = createHash('sha256')
      .update(encodeDcbor({ ...policy, origins: policy.origins.map((entry) => ({ ...entry })) } as unknown as CborValue))
      .digest();
    assert.deepEqual([type, walletId, subjectHash, ledgerSeq], ['POLICY', client.walletId, client.session.subjectHash, head()?.seq]);
    assert.deepEqual(policyHash, new Uint8Array(expectedHash));
    const told = await setPolicy(undefined);
    assert.ok(told.body.ok);
    assert.deepEqual([told.body.result.policy, head()?.event], [policy, undefined]);
    const restarted = await world.login(await world.startEnclave(), 'alice', client.walletId);
    const kept = await setPolicy(undefined, restarted);
    assert.deepEqual(kept.body.ok && kept.body.result.policy, policy);
    assert.ok((await setPolicy(FREE)).body.ok);
    assert.equal(head()?.limits, undefined, 'nothing is kept where nothing is limited');
  });

  it('behavior: witnesses see neither pages nor amounts, and not whose policy is long', async () => {
    const { setPolicy, head, sign, pay } = await setUp();
    await setPolicy({ ...capped(ETHER), origins: [{ origin: 'https://dapp.example', accounts: [0] }] });
    assert.equal(await sign(pay(1n)), 'signed');
    const { limits = new Uint8Array(0) } = head() ?? assert.fail();
    assert.equal((limits.length - 12 - 16) % 256, 0);
    for (const text of ['dapp.example', 'origins', 'chainId', '1000000000000000000']) assert.ok(!Buffer.from(limits).includes(text), text);
  });

  it('error: a policy that is none is named by its field, and costs no try', async () => {
    const { setPolicy, world } = await setUp();
    const before = world.ledger.entries().length;
    const page = { origin: 'https://dapp.example', accounts: [0] };
    const wrong: readonly (readonly [unknown, string])[] = [
      ['everything', 'policy'],
      [{ ...FREE, more: 1 }, 'policy.more'],
      [{ dailyCaps: [], origins: [] }, 'policy.others'],
      [{ ...FREE, others: 'party' }, 'policy.others'],
      [{ ...FREE, dailyCaps: [{ chainId: 0, capWei: '1' }] }, 'policy.dailyCaps[0].chainId'],
      [{ ...FREE, dailyCaps: [{ chainId: 1, capWei: '-1' }] }, 'policy.dailyCaps[0].capWei'],
      [{ ...FREE, dailyCaps: [{ chainId: 1, capWei: 1 }] }, 'policy.dailyCaps[0].capWei'],
      [{ ...FREE, dailyCaps: Array.from({ length: 2 }, () => ({ chainId: 1, capWei: '1' })) }, 'policy.dailyCaps'],
      [{ ...FREE, dailyCaps: Array.from({ length: 9 }, (_, index) => ({ chainId: index + 1, capWei: '1' })) }, 'policy.dailyCaps'],
      [{ ...FREE, origins: [{ origin: 'https://dapp.example/', accounts: [0] }] }, 'policy.origins[0].origin'],
      [{ ...FREE, origins: [page, page] }, 'policy.origins'],
      [{ ...FREE, origins: [{ ...page, accounts: [1, 1] }] }, 'policy.origins[0].accounts'],
      [{ ...FREE, origins: [{ ...page, accounts: [-1] }] }, 'policy.origins[0].accounts[0]'],
      [{ ...FREE, origins: Array.from({ length: 17 }, (_, index) => ({ ...page, origin: `https://${index}.example` })) }, 'policy.origins'],
      [{ ...FREE, origins: Array.from({ length: 16 }, (_, index) => ({ ...page, origin: `https://${'x'.repeat(100)}${index}.example` })) }, 'policy'],
    ];
    for (const [policy, field] of wrong) {
      assert.deepEqual((await setPolicy(policy)).body, { ok: false, error: failed('policy_refused', { field }) }, field);
    }
    assert.equal(world.ledger.entries().length, before);
    const guessed = await setPolicy(capped(1n), undefined, WRONG_PIN);
    assert.deepEqual(guessed.body, { ok: false, error: failed('pin_wrong', { remaining: 9 }) });
  });

  it('behavior: only pages that hold a grant for an account are served, whatever the page or the SDK says', async () => {
    const { setPolicy, sign, message, pay, unlock, world } = await setUp();
    await setPolicy({ ...FREE, origins: [{ origin: 'https://dapp.example', accounts: [0] }], others: 'refuse' });
    const grant = await unlock();
    const before = world.ledger.entries().length;
    for (const key of [undefined, grant]) {
      assert.deepEqual(await sign(message({ origin: 'https://evil.example' }), key), failed('policy_refused', { field: 'origin' }));
      assert.deepEqual(await sign(pay(1n, { origin: 'http://dapp.example' }), key), failed('policy_refused', { field: 'origin' }));
      assert.deepEqual(await sign(message({ accountIndex: 1 }), key), failed('policy_refused', { field: 'accountIndex' }));
    }
    assert.equal(world.ledger.entries().length, before, 'no try was counted');
    assert.equal(await sign(message()), 'signed');
    assert.equal(await sign(message(), grant), 'signed');
  });

  it('behavior: “ask” lets pages that are not listed sign with the PIN and never under a grant', async () => {
    const { setPolicy, sign, message, unlock } = await setUp();
    await setPolicy({ ...FREE, origins: [{ origin: 'https://dapp.example', accounts: [0] }], others: 'ask' });
    const grant = await unlock();
    const other = () => message({ origin: 'https://other.example' });
    assert.deepEqual(await sign(other(), grant), failed('pin_required', { field: 'origin' }));
    assert.equal(await sign(other()), 'signed');
    assert.equal(await sign(message(), grant), 'signed');
  });

  it('behavior: a signature says under which policy it was made', async () => {
    const { setPolicy, server, client, message } = await setUp();
    const proofOf = async () => {
      const { body } = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent: encodeIntent(message()) });
      assert.ok(body.ok);
      return decode((body.result.proof as unknown as AppProof).payload) as { readonly policyHash?: Uint8Array };
    };
    assert.equal((await proofOf()).policyHash, undefined);
    const set = await setPolicy(capped(ETHER));
    assert.ok(set.body.ok);
    const stated = decode((set.body.result.proof as unknown as AppProof).payload) as { readonly policyHash: Uint8Array };
    assert.deepEqual((await proofOf()).policyHash, stated.policyHash);
  });

  it('behavior: grants made under the old policy end with it', async () => {
    const { setPolicy, sign, message, unlock } = await setUp();
    const grant = await unlock();
    assert.equal(await sign(message(), grant), 'signed');
    await setPolicy(capped(ETHER));
    assert.deepEqual(await sign(message(), grant), failed('grant_unknown'));
  });
});

describe('a daily cap', () => {
  it('behavior: counts values and highest fees over any 24 hours, with PIN and with grant, per chain', async () => {
    const { setPolicy, sign, pay, unlock, world } = await setUp();
    await setPolicy(capped(10n * FEE_WEI));
    const firstAtMs = world.clock.nowMs();
    assert.equal(await sign(pay(4n * FEE_WEI)), 'signed');
    world.clock.advance(DAY_MS / 4);
    assert.equal(await sign(pay(3n * FEE_WEI), await unlock()), 'signed');
    const full = failed('policy_refused', { field: 'valueWei', retryAtMs: firstAtMs + DAY_MS });
    for (const key of [undefined, await unlock()]) assert.deepEqual(await sign(pay(1n), key), full);
    assert.deepEqual(await sign(pay(100n * FEE_WEI)), failed('policy_refused', { field: 'valueWei' }), 'no waiting helps');
    assert.equal(await sign(pay(100n * FEE_WEI, { chainId: 1 })), 'signed');
  });

  it('behavior: what was spent a day ago counts no more, what was spent since does', async () => {
    const { setPolicy, sign, pay, world, client, server } = await setUp();
    await setPolicy(capped(10n * FEE_WEI));
    assert.equal(await sign(pay(6n * FEE_WEI)), 'signed');
    world.clock.advance(DAY_MS / 2 - 1);
    assert.equal(await sign(pay(1n * FEE_WEI)), 'signed');
    world.clock.advance(DAY_MS / 2 + 1);
    const device = await world.login(await world.startEnclave(), 'alice', client.walletId);
    const again = await server.call(device, 'sign_intent', { pin: pinField(PIN) }, { intent: encodeIntent(pay(7n * FEE_WEI)) });
    assert.ok(again.body.ok, JSON.stringify(again.body));
    const over = await server.call(device, 'sign_intent', { pin: pinField(PIN) }, { intent: encodeIntent(pay(1n)) });
    assert.equal(over.body.ok, false);
  });

  it('behavior: one intent counts once, however often its reply is lost', async () => {
    const { setPolicy, sign, pay, world } = await setUp();
    await setPolicy(capped(10n * FEE_WEI));
    const intent = pay(8n * FEE_WEI);
    // Attempt written, right PIN, and the entry with the reset and the sum written too; then the process dies.
    world.ledger.loseReplyAt = 2;
    await assert.rejects(sign(intent));
    assert.equal(await sign(intent), 'signed');
    assert.equal(await sign(intent), 'signed');
    assert.equal(((await sign(pay(8n * FEE_WEI))) as { code: string }).code, 'policy_refused');
  });

  it('behavior: the sum is written before the signature is made: without witnesses a limited grant spends nothing', async () => {
    const { setPolicy, sign, pay, message, unlock, world } = await setUp();
    await setPolicy(capped(ETHER));
    const grant = await unlock();
    world.ledger.isDown = true;
    await assert.rejects(sign(pay(1n), grant), { code: 'ledger_unavailable' });
    assert.equal(await sign(message(), grant), 'signed', 'what costs nothing needs nobody');
    world.ledger.isDown = false;
    const before = world.ledger.entries().length;
    assert.equal(await sign(pay(1n), grant), 'signed');
    assert.equal(world.ledger.entries().length, before + 1);
  });

  it('behavior: two grants at once do not spend the same rest twice', async () => {
    const { setPolicy, sign, pay, unlock } = await setUp();
    await setPolicy(capped(10n * FEE_WEI));
    const grants = [await unlock(), await unlock(), await unlock()];
    const outcomes = await Promise.all(grants.map((grant) => sign(pay(5n * FEE_WEI), grant)));
    assert.equal(outcomes.filter((outcome) => outcome === 'signed').length, 1);
  });

  it('behavior: setting the database or the policy back changes nothing of the sum', async () => {
    const { setPolicy, sign, pay, server } = await setUp();
    const snapshot = { ...server.kept };
    await setPolicy(capped(10n * FEE_WEI));
    assert.equal(await sign(pay(8n * FEE_WEI)), 'signed');
    Object.assign(server.kept, snapshot);
    assert.equal(((await sign(pay(2n * FEE_WEI))) as { code: string }).code, 'policy_refused');
    await setPolicy({ ...capped(10n * FEE_WEI), others: 'ask' });
    assert.equal(((await sign(pay(2n * FEE_WEI))) as { code: string }).code, 'policy_refused');
  });
});

describe('a device that is new', () => {
  async function newDevice() {
    const setting = await setUp();
    const { world, client } = setting;
    world.clock.advance(DAY_MS / 4);
    const sessionKey = await createSessionKey();
    const enclave = await world.startEnclave();
    const device = await world.login(enclave, 'alice', client.walletId, { sessionKey });
    const sinceMs = Math.floor(world.clock.nowMs() / 1000) * 1000;
    return { ...setting, device, enclave, sessionKey, retryAtMs: sinceMs + DAY_MS };
  }

  it('behavior: spends 0.5 of native coin in its first day, on all chains together; the wallet’s first device is not held', async () => {
    const { sign, pay, unlock, device, retryAtMs, client, world, enclave } = await newDevice();
    const pin = { pin: pinField(PIN) };
    assert.equal(await sign(pay(NEW_DEVICE_CAP_WEI / 2n), pin, device), 'signed');
    const held = failed('hold', { field: 'device', retryAtMs });
    assert.deepEqual(await sign(pay(NEW_DEVICE_CAP_WEI / 2n, { chainId: 1 }), pin, device), held);
    assert.deepEqual(await sign(pay(NEW_DEVICE_CAP_WEI / 2n), await unlock(device), device), held);
    const first = await world.login(enclave, 'alice', client.walletId, { previousCertificate: client.session.certificate });
    assert.notEqual(await sign(pay(ETHER), pin, first), 'signed', 'a key does not become the first by another’s certificate');
    assert.equal(await sign(pay(ETHER), pin, client), 'signed');
  });

  it('behavior: after a day it spends like any other, also when its session began anew', async () => {
    const { sign, pay, device, sessionKey, world, enclave, client } = await newDevice();
    world.clock.advance(DAY_MS);
    const renewed = await world.login(enclave, 'alice', client.walletId, { sessionKey, previousCertificate: device.session.certificate });
    assert.equal(await sign(pay(ETHER), { pin: pinField(PIN) }, renewed), 'signed');
  });

  it('error: it changes no policy, and may read it', async () => {
    const { setPolicy, device, retryAtMs, world } = await newDevice();
    const before = world.ledger.entries().length;
    assert.deepEqual((await setPolicy(FREE, device)).body, { ok: false, error: failed('hold', { field: 'device', retryAtMs }) });
    assert.equal(world.ledger.entries().length, before);
    assert.ok((await setPolicy(undefined, device)).body.ok);
  });

  it('behavior: the device a wallet was made with stays the first when the PIN changes', async () => {
    const { server, client, sign, pay } = await setUp();
    await server.activatePin(client, await server.changePin(client, PIN, '583920'));
    assert.equal(await sign(pay(ETHER), { pin: pinField('583920') }), 'signed');
  });
});

describe('the day after a recovery', () => {
  async function recovered() {
    const setting = await setUp();
    const { client, server } = setting;
    const made = await server.call(client, 'wrap_add', { step: 'kit', pin: pinField(PIN) });
    assert.ok(made.body.ok);
    const { wrapId, words, positions } = made.body.result as unknown as { wrapId: string; words: Uint8Array; positions: number[] };
    const list = new TextDecoder().decode(words).split(' ');
    const three = new TextEncoder().encode(positions.map((position) => list[position - 1]).join(' '));
    await server.call(client, 'wrap_add', { step: 'confirm', wrapId, words: three });
    const kit = new TextEncoder().encode(list.join(' '));
    await server.activatePin(client, await server.call(client, 'recover', { factor: 'kit', words: kit, newPin: pinField(PIN) }));
    return { ...setting, retryAtMs: setting.world.clock.nowMs() + DAY_MS };
  }

  it('behavior: 0.05 of native coin in all, not per transaction, on all chains together', async () => {
    const { sign, pay, unlock, retryAtMs } = await recovered();
    const half = HOLD_CAP_WEI / 2n - FEE_WEI;
    assert.equal(await sign(pay(half)), 'signed');
    assert.equal(await sign(pay(half, { chainId: 1 }), await unlock()), 'signed');
    const held = failed('hold', { field: 'valueWei', retryAtMs });
    assert.deepEqual(await sign(pay(0n)), held);
    assert.deepEqual(await sign(pay(0n), await unlock()), held);
  });

  it('error: no policy is changed', async () => {
    const { setPolicy, retryAtMs } = await recovered();
    assert.deepEqual((await setPolicy(capped(1n))).body, { ok: false, error: failed('hold', { field: 'recovery', retryAtMs }) });
  });
});
