import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { intentHeader } from './testing/intents.ts';
import { isProofValid, pinField, type WalletClient } from './testing/wallet-client.ts';
import { createWalletServer, type WalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const NEW_PIN = '583920';
const DAY_MS = 86_400_000;
const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;
const ascii = (text: string) => new TextEncoder().encode(text);

async function makeKit(server: WalletServer, client: WalletClient, passphrase?: string) {
  const made = await server.call(client, 'wrap_add', { step: 'kit', pin: pinField(PIN), ...(passphrase === undefined ? {} : { passphrase }) });
  assert.ok(made.body.ok, JSON.stringify(made.body));
  const { wrapId, words, positions, kit } = made.body.result as unknown as { wrapId: string; words: Uint8Array; positions: number[]; kit: Uint8Array };
  const list = new TextDecoder().decode(words).split(' ');
  const three = ascii(positions.map((position) => list[position - 1]).join(' '));
  return { wrapId, words: ascii(list.join(' ')), list, positions, three, kit: JSON.parse(new TextDecoder().decode(kit)) as Record<string, unknown> };
}

async function setUp() {
  const world = await createWorld();
  const client = await world.login(await world.startEnclave());
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  const works = async (pin: string, as = client) => (await server.unlock(as, pin)).body.ok;
  const confirm = (wrapId: string, words: Uint8Array, options = {}) => server.call(client, 'wrap_add', { step: 'confirm', wrapId, words }, options);
  const recover = (words: Uint8Array, newPin = NEW_PIN, more = {}) =>
    server.call(client, 'recover', { factor: 'kit', words, newPin: pinField(newPin), ...more });
  return { world, client, server, works, confirm, recover, head: () => world.ledger.entries().at(-1) };
}

async function destroyPin({ world, client, server }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
  for (let wrong = 0; wrong < 10; wrong++) {
    await server.unlock(await world.login(await world.startEnclave(), 'alice', client.walletId), WRONG_PIN);
    world.clock.advance(DAY_MS);
  }
  assert.equal(server.kept.state, 'PIN_DESTROYED');
}

describe('the recovery kit', () => {
  it('behavior: counts once three of its words have come back, and says so in a proof', async () => {
    const { client, server, confirm, recover, head } = await setUp();
    const kit = await makeKit(server, client);
    assert.equal(kit.list.length, 24);
    assert.deepEqual([kit.positions.length, new Set(kit.positions).size], [3, 3]);
    assert.deepEqual([kit.kit.format, kit.kit.version, kit.kit.address, kit.kit.kdf], ['alcove-recovery-kit', 1, server.kept.address, null]);
    assert.equal(head()?.wraps, undefined);
    assert.deepEqual((await recover(kit.words)).body, { ok: false, error: { code: 'factor_wrong' } });
    assert.deepEqual((await confirm(kit.wrapId, ascii('zoo zoo zoo'))).body, { ok: false, error: { code: 'factor_wrong', field: 'words' } });
    const confirmed = await confirm(kit.wrapId, kit.three);
    assert.ok(confirmed.body.ok);
    assert.equal(server.kept.wraps.get(kit.wrapId)?.isConfirmed, true);
    const proof = confirmed.body.result.proof as { payload: Uint8Array; signature: Uint8Array };
    assert.ok(isProofValid(proof, confirmed.proofKey));
    const statement = decode(proof.payload) as { type: string; wraps: Uint8Array[] };
    assert.deepEqual([statement.type, statement.wraps], ['WRAP_SET', head()?.wraps]);
    const { length } = [...(head()?.wraps ?? [])];
    assert.ok((await confirm(kit.wrapId, kit.three)).body.ok, 'again is harmless');
    assert.equal(head()?.wraps?.length, length);
  });

  it('behavior: gives a wallet whose PIN is destroyed a new PIN, the same address, and a day of caution', async () => {
    const setting = await setUp();
    const { world, server, confirm, head } = setting;
    const kit = await makeKit(server, setting.client);
    await confirm(kit.wrapId, kit.three);
    await destroyPin(setting);
    const client = await world.login(await world.startEnclave(), 'alice', setting.client.walletId);
    const recovered = await server.call(client, 'recover', { factor: 'kit', words: kit.words, newPin: pinField(NEW_PIN) });
    assert.ok(recovered.body.ok, JSON.stringify(recovered.body));
    assert.equal(server.kept.state, 'PIN_DESTROYED', 'until it is activated');
    assert.deepEqual((await server.unlock(client, PIN)).body, { ok: false, error: { code: 'pin_locked', remaining: 0 } });
    assert.ok((await server.activatePin(client, recovered)).body.ok);
    assert.deepEqual([head()?.state, head()?.attempts, head()?.pinEpoch], ['AVAILABLE', 0, 1]);
    assert.equal(head()?.holdUntilMs, world.clock.nowMs() + DAY_MS);
    assert.ok((head()?.yearAttempts ?? 0) >= 10, 'the year goes on counting');
    const derived = await server.call(client, 'address_derive', { accountIndex: 0, pin: pinField(NEW_PIN) });
    assert.equal(derived.effects.kind === 'account' && derived.effects.address, server.kept.address);
    assert.equal((await server.unlock(client, PIN)).body.ok, false);
  });

  it('behavior: a forgotten PIN is replaced; the old one works until then', async () => {
    const { client, server, works, confirm, recover } = await setUp();
    const kit = await makeKit(server, client, 'correct horse ① battery');
    assert.equal((kit.kit.kdf as { alg: string }).alg, 'argon2id');
    await confirm(kit.wrapId, kit.three);
    assert.deepEqual((await recover(kit.words)).body, { ok: false, error: { code: 'factor_wrong' } });
    assert.deepEqual((await recover(kit.words, NEW_PIN, { passphrase: 'wrong' })).body, { ok: false, error: { code: 'factor_wrong' } });
    const recovered = await recover(kit.words, NEW_PIN, { passphrase: 'correct horse 1 battery' });
    assert.ok(await works(PIN));
    await server.activatePin(client, recovered);
    assert.ok(await works(NEW_PIN));
    assert.ok(kit);
  });

  it('behavior: a kit outlives a change of the PIN and a recovery', async () => {
    const { client, server, confirm, recover, works } = await setUp();
    const kit = await makeKit(server, client);
    await confirm(kit.wrapId, kit.three);
    await server.activatePin(client, await server.changePin(client, PIN, NEW_PIN));
    await server.activatePin(client, await recover(kit.words, '730591'));
    await server.activatePin(client, await recover(kit.words, '284017'));
    assert.ok(await works('284017'));
    assert.equal(server.kept.pinEpoch, 3);
  });

  it('behavior: a server that died before it stored the confirmation does not lose the kit', async () => {
    const { client, server, confirm, recover } = await setUp();
    const kit = await makeKit(server, client);
    await confirm(kit.wrapId, kit.three, { dies: true });
    assert.equal(server.kept.wraps.get(kit.wrapId)?.isConfirmed, false);
    assert.ok((await recover(kit.words)).body.ok);
    assert.ok((await confirm(kit.wrapId, kit.three)).body.ok);
    assert.equal(server.kept.wraps.get(kit.wrapId)?.isConfirmed, true);
  });

  it('behavior: a removed kit is no way in any more, also when the server brings it back', async () => {
    const { client, server, confirm, recover, head } = await setUp();
    const kit = await makeKit(server, client);
    await confirm(kit.wrapId, kit.three);
    const copy = server.kept.wraps.get(kit.wrapId);
    const wrong = await server.call(client, 'wrap_remove', { wrapId: kit.wrapId, pin: pinField(WRONG_PIN) });
    assert.equal(wrong.body.ok, false);
    const removed = await server.call(client, 'wrap_remove', { wrapId: kit.wrapId, pin: pinField(PIN) });
    assert.ok(removed.body.ok);
    assert.deepEqual([head()?.wraps, head()?.event, server.kept.wraps.size], [undefined, 'wrap_remove', 0]);
    server.kept.wraps.set(kit.wrapId, copy ?? assert.fail());
    assert.deepEqual((await recover(kit.words)).body, { ok: false, error: { code: 'factor_wrong' } });
  });

  it('error: words that are none, of another kit, or of another person’s', async () => {
    const { world, client, server, confirm, recover } = await setUp();
    const kit = await makeKit(server, client);
    await confirm(kit.wrapId, kit.three);
    const other = await makeKit(server, client);
    assert.deepEqual((await recover(other.words)).body, { ok: false, error: { code: 'factor_wrong' } });
    const twelve = ascii(`${'abandon '.repeat(11)}about`);
    for (const words of [ascii('hello'), twelve, ascii(kit.list.toReversed().join(' ').toUpperCase())]) {
      assert.deepEqual((await recover(words)).body, { ok: false, error: { code: 'factor_wrong', field: 'words' } });
    }
    const bob = await world.login(await world.startEnclave(), 'bob');
    const bobs = createWalletServer();
    await bobs.createWallet(bob, PIN);
    for (const [id, wrap] of server.kept.wraps) bobs.kept.wraps.set(id, wrap);
    const stolen = await bobs.call(bob, 'recover', { factor: 'kit', words: kit.words, newPin: pinField(NEW_PIN) });
    assert.deepEqual(stolen.body, { ok: false, error: { code: 'factor_wrong' } });
  });

  it('error: a stored wrap with any byte changed opens nothing and confirms nothing', async () => {
    const { client, server, confirm, recover } = await setUp();
    const kit = await makeKit(server, client);
    const pending = server.kept.wraps.get(kit.wrapId) ?? assert.fail();
    const flipped = (offset: number) => ({ ...pending, wrap: pending.wrap.with(offset, (pending.wrap[offset] as number) ^ 1) });
    for (let offset = 0; offset < pending.wrap.length; offset += 17) {
      server.kept.wraps.set(kit.wrapId, flipped(offset));
      assert.equal((await confirm(kit.wrapId, kit.three)).body.ok, false, `offset ${offset}`);
    }
    server.kept.wraps.set(kit.wrapId, pending);
    await confirm(kit.wrapId, kit.three);
    const good = server.kept.wraps.get(kit.wrapId) ?? assert.fail();
    const covered = (wrap: Uint8Array) => ({ ...(decode(wrap) as object), confirm: null });
    for (let offset = 0; offset < pending.wrap.length; offset += 17) {
      const changed = flipped(offset);
      server.kept.wraps.set(kit.wrapId, changed);
      if ((await recover(kit.words)).body.ok) assert.deepEqual(covered(changed.wrap), covered(pending.wrap), 'only the confirmation may differ');
    }
    server.kept.wraps.set(kit.wrapId, good);
    assert.ok((await recover(kit.words)).body.ok);
  });

  it('error: a new PIN that is guessable, a ledger or a KMS that is down: nothing is written', async () => {
    const { world, client, server, confirm, recover } = await setUp();
    const kit = await makeKit(server, client);
    await confirm(kit.wrapId, kit.three);
    const { length } = world.ledger.entries();
    assert.deepEqual((await recover(kit.words, '111111')).body, { ok: false, error: { code: 'pin_policy', rule: 'repeated' } });
    world.kms.isDown = true;
    await assert.rejects(recover(kit.words), code('kms_unavailable'));
    world.kms.isDown = false;
    world.ledger.isDown = true;
    await assert.rejects(recover(kit.words), code('ledger_unavailable'));
    world.ledger.isDown = false;
    assert.equal(world.ledger.entries().length, length);
    assert.equal(server.kept.pending, null);
  });

  it('error: more than eight ways in', async () => {
    const { client, server, confirm, head } = await setUp();
    for (let count = 0; count < 8; count++) {
      const kit = await makeKit(server, client);
      assert.ok((await confirm(kit.wrapId, kit.three)).body.ok);
    }
    assert.equal(head()?.wraps?.length, 8);
    const ninth = await makeKit(server, client);
    assert.deepEqual((await confirm(ninth.wrapId, ninth.three)).body, { ok: false, error: { code: 'wallet_state', field: 'wraps' } });
  });

  it('behavior: for a day after a recovery large transfers are refused, with PIN and with grant', async () => {
    const { world, client, server, confirm, recover } = await setUp();
    const kit = await makeKit(server, client);
    await confirm(kit.wrapId, kit.three);
    await server.activatePin(client, await recover(kit.words));
    const retryAtMs = world.clock.nowMs() + DAY_MS;
    const send = async (valueWei: bigint, key: { readonly [name: string]: Uint8Array }) => {
      const header = intentHeader(world, server.kept.address as `0x${string}`);
      const fees = { gasLimit: 21_000n, maxFeePerGasWei: 2_000_000_000n, maxPriorityFeePerGasWei: 1_000_000_000n };
      const to = '0x00000000000000000000000000000000000000aa' as const;
      const intent = encodeIntent({ kind: 'transaction', ...header, chainId: 31337, nonce: 1, to, valueWei, data: '0x', ...fees });
      return (await server.call(client, 'sign_intent', key, { intent })).body;
    };
    assert.ok((await send(10n ** 16n, { pin: pinField(NEW_PIN) })).ok);
    assert.deepEqual(await send(10n ** 17n, { pin: pinField(NEW_PIN) }), { ok: false, error: { code: 'hold', field: 'valueWei', retryAtMs } });
    const limits = { ttlSeconds: 300, maxSignatures: 5, valueCapWei: String(10n ** 20n) };
    const unlocked = await server.call(client, 'unlock', { pin: pinField(NEW_PIN), ...limits });
    assert.ok(unlocked.body.ok);
    const grantId = unlocked.body.result.grantId as Uint8Array;
    assert.ok((await send(10n ** 16n, { grantId })).ok);
    assert.equal((await send(10n ** 17n, { grantId })).ok, false);
    world.clock.advance(DAY_MS);
    const later = await world.login(await world.startEnclave(), 'alice', client.walletId);
    const intent = encodeIntent({ kind: 'message', ...intentHeader(world, server.kept.address as `0x${string}`), message: '0x00' });
    assert.ok((await server.call(later, 'sign_intent', { pin: pinField(NEW_PIN) }, { intent })).body.ok);
  });
});
