import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { mnemonicToAccount } from 'viem/accounts';
import { EnclaveError } from '../enclave-client/port.ts';
import { createSessionKey, isProofValid, pinField } from './testing/wallet-client.ts';
import { createWalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const DAY_MS = 86_400_000;
const ascii = (text: string) => new TextEncoder().encode(text);
const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

async function setUp() {
  const world = await createWorld();
  const enclave = await world.startEnclave();
  const sessionKey = await createSessionKey();
  const nowSeconds = () => Math.floor(world.clock.nowMs() / 1000);
  const server = createWalletServer();
  const client = await world.login(enclave, 'alice', undefined, { sessionKey, claims: { auth_time: nowSeconds() } });
  const exportSeed = (as = client, pin = PIN) => server.call(as, 'export', { pin: pinField(pin) });
  /** Signs in again with the device's own key, or with that of a new device. */
  const again = (options: { readonly isNew?: boolean; readonly authTime?: number | null } = {}) =>
    world.login(enclave, 'alice', client.walletId, {
      sessionKey: options.isNew === true ? undefined : sessionKey,
      ...(options.isNew === true ? {} : { previousCertificate: client.session.certificate }),
      claims: options.authTime === null ? {} : { auth_time: options.authTime ?? nowSeconds() },
    } as Parameters<typeof world.login>[3]);
  return { world, enclave, server, client, exportSeed, again, nowSeconds, head: () => world.ledger.entries().at(-1) };
}

describe('export', () => {
  it('behavior: fresh login, known device and PIN give the words of the address, and a line in the ledger', async () => {
    const { server, client, exportSeed, head } = await setUp();
    await server.createWallet(client, PIN);
    const exported = await exportSeed();
    assert.ok(exported.body.ok, JSON.stringify(exported.body));
    const account = mnemonicToAccount(new TextDecoder().decode(exported.body.result.words as Uint8Array));
    assert.equal(account.address.toLowerCase(), server.kept.address);
    assert.equal(head()?.event, 'export');
    const proof = exported.body.result.proof as { payload: Uint8Array; signature: Uint8Array };
    assert.ok(isProofValid(proof, exported.proofKey));
    const statement = decode(proof.payload) as { type: string; ledgerSeq: number };
    assert.deepEqual([statement.type, statement.ledgerSeq], ['EXPORT', head()?.seq]);
    assert.equal(exported.effects.kind, 'none', 'the server learns nothing of it');
  });

  it('error: a login that is five minutes old, or only a cookie at the issuer', async () => {
    const { world, server, client, exportSeed, again, nowSeconds } = await setUp();
    await server.createWallet(client, PIN);
    world.clock.advance(301_000);
    const { length } = world.ledger.entries();
    const stale = { ok: false, error: { code: 'login_stale' } };
    assert.deepEqual((await exportSeed()).body, stale);
    assert.deepEqual((await exportSeed(await again({ authTime: nowSeconds() - 301 }))).body, stale);
    assert.deepEqual((await exportSeed(await again({ authTime: null }))).body, stale);
    assert.equal(world.ledger.entries().length, length, 'no try was counted');
    assert.ok((await exportSeed(await again())).body.ok);
  });

  it('error: a new device waits a day, and so does one that hides since when it is known', async () => {
    const { world, server, client, exportSeed, again } = await setUp();
    await server.createWallet(client, PIN);
    world.clock.advance(DAY_MS * 3);
    const retryAtMs = world.clock.nowMs() + DAY_MS;
    const fresh = await again({ isNew: true });
    assert.deepEqual((await exportSeed(fresh)).body, { ok: false, error: { code: 'hold', field: 'device', retryAtMs } });
    assert.ok((await exportSeed(await again())).body.ok);
  });

  it('error: a certificate of another key or person does not make a device older', async () => {
    const { world, enclave, server, client, exportSeed } = await setUp();
    await server.createWallet(client, PIN);
    world.clock.advance(DAY_MS * 3);
    const claims = { auth_time: Math.floor(world.clock.nowMs() / 1000) };
    const thief = await world.login(enclave, 'alice', client.walletId, { previousCertificate: client.session.certificate, claims });
    const { body } = await exportSeed(thief);
    assert.equal(!body.ok && body.error.code, 'hold');
  });

  it('error: within a day after a recovery', async () => {
    const { world, server, client, exportSeed, again } = await setUp();
    await server.createWallet(client, PIN);
    const kit = await server.call(client, 'wrap_add', { step: 'kit', pin: pinField(PIN) });
    assert.ok(kit.body.ok);
    const words = kit.body.result.words as Uint8Array;
    const list = new TextDecoder().decode(words).split(' ');
    const three = (kit.body.result.positions as number[]).map((position) => list[position - 1]).join(' ');
    await server.call(client, 'wrap_add', { step: 'confirm', wrapId: kit.body.result.wrapId as string, words: ascii(three) });
    world.clock.advance(2 * DAY_MS);
    const person = await again();
    await server.activatePin(person, await server.call(person, 'recover', { factor: 'kit', words, newPin: pinField('583920') }));
    const retryAtMs = world.clock.nowMs() + DAY_MS;
    assert.deepEqual((await exportSeed(person, '583920')).body, { ok: false, error: { code: 'hold', field: 'recovery', retryAtMs } });
    world.clock.advance(DAY_MS);
    assert.ok((await exportSeed(await again(), '583920')).body.ok);
  });

  it('error: a wrong PIN counts; a ledger that takes no line lets no word out', async () => {
    const { world, server, client, exportSeed, head } = await setUp();
    await server.createWallet(client, PIN);
    assert.deepEqual((await exportSeed(client, WRONG_PIN)).body, { ok: false, error: { code: 'pin_wrong', remaining: 9 } });
    assert.equal(head()?.attempts, 1);
    world.ledger.loseReplyAt = 3;
    await assert.rejects(exportSeed(), (error) => error instanceof EnclaveError && error.code === 'ledger_unavailable');
  });
});

describe('import', () => {
  it('behavior: twelve or twenty-four words become a wallet that is marked as imported', async () => {
    for (const words of [WORDS, `${'abandon '.repeat(23)}art`]) {
      const { server, client, exportSeed, world } = await setUp();
      const imported = await server.call(client, 'import', { words: ascii(words), pin: pinField(PIN) });
      assert.ok(imported.body.ok, JSON.stringify(imported.body));
      assert.equal(imported.effects.kind === 'created' && imported.effects.imported, true);
      assert.equal(world.ledger.entries().at(-1)?.event, 'import');
      const { payload } = imported.body.result.proof as { payload: Uint8Array<ArrayBuffer> };
      const resultHash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(payload)));
      assert.ok((await server.call(client, 'wallet_activate', { resultHash })).body.ok);
      assert.equal(server.kept.address, mnemonicToAccount(words).address.toLowerCase());
      const exported = await exportSeed();
      assert.equal(exported.body.ok && new TextDecoder().decode(exported.body.result.words as Uint8Array), words);
    }
  });

  it('error: words that are no mnemonic, a guessable PIN, a wallet that exists', async () => {
    const { world, server, client } = await setUp();
    const importWords = (words: string, pin = PIN) => server.call(client, 'import', { words: ascii(words), pin: pinField(pin) });
    for (const words of ['hello', WORDS.replace('yellow', 'winner'), WORDS.split(' ').slice(1).join(' ')]) {
      assert.deepEqual((await importWords(words)).body, { ok: false, error: { code: 'mnemonic_invalid', field: 'words' } });
    }
    assert.deepEqual((await importWords(WORDS, '123456')).body, { ok: false, error: { code: 'pin_policy', rule: 'sequence' } });
    assert.equal(world.ledger.entries().length, 0);
    await server.createWallet(client, PIN);
    await assert.rejects(importWords(WORDS), (error) => error instanceof EnclaveError && error.code === 'wallet_exists');
  });
});
