import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import type { CallRequest } from '../../../widget/src/contract/wallet-api.ts';
import type { CallReply, EnclaveClient } from '../enclave-client/port.ts';
import { MAX_ATTEMPTS } from './pin-guard.ts';
import { transactionIntent } from './testing/intents.ts';
import { pinField, type WalletClient } from './testing/wallet-client.ts';
import { createWalletServer, type WalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, type World, WRONG_PIN } from './testing/world.ts';

/*
 * The operator is the parent of the enclave: it sees every message and may drop, repeat, reorder, mix and change them,
 * restart the process, set the database back, and log in as nobody but itself. What it must never get is a signature
 * the person did not ask for, or more tries at a PIN than the person has.
 */

type Recorded = { readonly request: CallRequest; readonly record: Uint8Array | null };

/** How often Argon2id judged a PIN: each counted try is one append with more attempts than before. */
function countedTries(world: World): Map<string, number> {
  const tries = new Map<string, number>();
  const before = new Map<string, number>();
  for (const { walletHash, pinEpoch, attempts } of world.ledger.entries()) {
    const key = `${Buffer.from(walletHash).toString('hex')}/${pinEpoch}`;
    if (attempts > (before.get(key) ?? 0)) tries.set(key, (tries.get(key) ?? 0) + 1);
    before.set(key, attempts);
  }
  return tries;
}

function isSignature(reply: CallReply | null): boolean {
  return reply?.effects.kind === 'signed-transaction' || reply?.effects.kind === 'signed-message';
}

const attempt = (call: Promise<CallReply>) => call.catch(() => null);

async function setUp() {
  const world = await createWorld();
  const enclave = await world.startEnclave();
  const seen: Recorded[] = [];
  /** Passes on and remembers. */
  const tapped: EnclaveClient = {
    ...enclave,
    call: (request, record, attachments) => {
      seen.push({ request, record });
      return enclave.call(request, record, attachments);
    },
  };
  const client = await world.login(tapped as typeof enclave);
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  const intent = () => encodeIntent(transactionIntent(world, server.kept.address as `0x${string}`));
  return { world, enclave, client, server, seen, intent };
}

async function useWallet({ server, client, intent }: { server: WalletServer; client: WalletClient; intent: () => Uint8Array }): Promise<void> {
  await server.unlock(client, PIN);
  const signed = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent: intent() });
  assert.ok(signed.body.ok);
  await server.call(client, 'address_derive', { accountIndex: 1, pin: pinField(PIN) });
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** Fields of a call the operator may change, as indexes of what fast-check draws. */
const byteFields = ['challenge', 'sessionCertificate', 'enc', 'ciphertext', 'stamp', 'intent'] as const;

describe('the operator as the parent', () => {
  it('replays and reorders all it has seen, against this process and the next: no signature, no try', async () => {
    const setting = await setUp();
    await useWallet(setting);
    const { world, enclave, seen } = setting;
    const before = world.ledger.entries().length;
    const restarted = await world.startEnclave();
    let signatures = 0;
    for (const target of [enclave, restarted]) {
      for (const { request, record } of [...seen, ...seen.toReversed()]) {
        if (isSignature(await attempt(target.call(request, record)))) signatures++;
        for (const operation of ['sign_intent', 'unlock', 'export', 'pin_change', 'recover']) {
          if (isSignature(await attempt(target.call({ ...request, operation }, record)))) signatures++;
        }
      }
    }
    assert.equal(signatures, 0);
    assert.equal(world.ledger.entries().length, before);
  });

  it('mixes the parts of two fresh calls in every way: nothing opens but the two as they were', async (t) => {
    const { world, enclave, client, server, intent } = await setUp();
    const fields = ['challenge', 'enc', 'ciphertext', 'stamp', 'intent', 'operation'] as const;
    const before = world.ledger.entries().length;
    let tried = 0;
    for (let mask = 1; mask < 2 ** fields.length - 1; mask++) {
      const mine = await client.seal('sign_intent', { pin: pinField(PIN) }, intent());
      const other = await client.seal('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' });
      const mixed = { ...mine.request } as Record<string, unknown>;
      fields.forEach((field, index) => {
        if ((mask >> index) % 2 === 1) mixed[field] = (other.request as Record<string, unknown>)[field];
      });
      if (mixed.intent === undefined) delete mixed.intent;
      const reply = await attempt(enclave.call(mixed as CallRequest, server.kept.record));
      assert.equal(reply, null, `mask ${mask}`);
      tried++;
    }
    assert.equal(world.ledger.entries().length, before);
    t.diagnostic(`${tried} mixtures`);
  });

  it('changes any byte of a call: no signature, no try', async (t) => {
    const { world, enclave, client, server, intent } = await setUp();
    const before = world.ledger.entries().length;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...byteFields), fc.nat(), fc.integer({ min: 1, max: 255 }), async (field, position, change) => {
        const { request } = await client.seal('sign_intent', { pin: pinField(PIN) }, intent());
        const bytes = bytesOf(request[field] as string);
        const offset = position % bytes.length;
        bytes[offset] = (bytes[offset] as number) ^ change;
        assert.equal(await attempt(enclave.call({ ...request, [field]: textOf(bytes) }, server.kept.record)), null);
        runs++;
      }),
      { numRuns: 150 },
    );
    assert.equal(world.ledger.entries().length, before);
    t.diagnostic(`${runs} changed calls`);
  });

  it('swaps the records of two people and splices their fields: refused before a try is counted', async (t) => {
    const { world, client, server } = await setUp();
    const bob = await world.login(await world.startEnclave(), 'bob');
    const bobs = createWalletServer();
    await bobs.createWallet(bob, PIN);
    const [mine, theirs] = [server.kept.record, bobs.kept.record].map((record) => decode(record as Uint8Array) as Record<string, unknown>);
    const before = world.ledger.entries().length;
    let spliced = 0;
    for (const field of Object.keys(mine ?? {})) {
      if (isDeepStrictEqual(mine?.[field], theirs?.[field])) continue;
      server.kept.record = encode({ ...mine, [field]: theirs?.[field] });
      const outcome = await attempt(server.unlock(client, PIN));
      assert.equal(outcome, null, field);
      spliced++;
    }
    assert.equal(world.ledger.entries().length, before);
    t.diagnostic(`${spliced} fields`);
  });

  it('sets the database back after nine wrong tries, restarts, and guesses on: the tenth is the last', async () => {
    const { world, client, server } = await setUp();
    const snapshot = { ...server.kept };
    for (let round = 0; round < 40; round++) {
      Object.assign(server.kept, snapshot);
      const again = await world.login(await world.startEnclave(), 'alice', client.walletId);
      await attempt(server.unlock(again, WRONG_PIN));
      world.clock.advance(86_400_000);
    }
    assert.deepEqual([...countedTries(world).values()], [MAX_ATTEMPTS]);
    const last = await world.login(await world.startEnclave(), 'alice', client.walletId);
    assert.deepEqual((await server.unlock(last, PIN)).body, { ok: false, error: { code: 'pin_locked', remaining: 0 } });
  });

  it('brings back the record of an earlier PIN, and a waiting one that was never activated', async () => {
    const { world, client, server } = await setUp();
    const old = { ...server.kept };
    const waiting = await server.changePin(client, PIN, '583920');
    const unactivated = server.kept.pending;
    await server.activatePin(client, await server.changePin(client, PIN, '284017'));
    const before = world.ledger.entries().length;
    Object.assign(server.kept, { record: old.record, pending: null, pinEpoch: 0 });
    assert.equal(await attempt(server.unlock(client, PIN)), null);
    Object.assign(server.kept, { record: unactivated, pinEpoch: 1 });
    assert.equal(await attempt(server.unlock(client, '583920')), null);
    assert.equal(world.ledger.entries().length, before);
    assert.ok(waiting.body.ok);
  });

  it('drops every reply of a guesser who is honest about nothing: ten tries an epoch, whatever is retried', async () => {
    const { world, client, server } = await setUp();
    for (let round = 0; round < 30; round++) {
      const again = await world.login(await world.startEnclave(), 'alice', client.walletId);
      world.ledger.loseReplyAt = 1 + (round % 2);
      await attempt(server.unlock(again, WRONG_PIN));
      world.clock.advance(86_400_000);
    }
    world.ledger.loseReplyAt = 0;
    const entries = world.ledger.entries();
    assert.ok(Math.max(...entries.map(({ attempts }) => attempts)) <= MAX_ATTEMPTS);
    assert.equal(entries.at(-1)?.state, 'PIN_DESTROYED', 'tries whose end nobody saw are used up too');
  });

  it('looks for the right PIN in the database alone: nothing stored differs by more than chance', async () => {
    const first = await setUp();
    const second = await setUp();
    const fields = [first, second].map(({ server }) => decode(server.kept.record as Uint8Array) as Record<string, Uint8Array>);
    for (const name of ['ciphertext', 'commitment', 'mac', 'iv']) {
      assert.notDeepEqual(fields[0]?.[name], fields[1]?.[name], `${name}: one PIN, two wallets`);
      assert.equal(fields[0]?.[name]?.length, fields[1]?.[name]?.length);
    }
  });
});
