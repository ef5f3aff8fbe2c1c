import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recoverTransactionAddress } from 'viem';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import type { EnclaveClient } from '../enclave-client/port.ts';
import { KmsError, LedgerError } from './ports.ts';
import { transactionIntent } from './testing/intents.ts';
import { pinField, type WalletClient } from './testing/wallet-client.ts';
import { createWalletServer, resultHashOf, type WalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, twoKms, type World } from './testing/world.ts';

const NEW_PIN = '583920';

/*
 * Every call that leaves the enclave (ledger, both KMS) may be the last thing the process does, before or after its
 * effect; so may the server's storing of the outcome. A run counts those calls, then is made again once per call with
 * a process that dies there. What is left over is retried by a new process, the way a client does.
 */

type Death = { readonly at: number; readonly when: 'before' | 'after' };

/** Counts what leaves the enclave, and dies at one of them. */
function faultPoints(world: World) {
  let count = 0;
  let death: Death | null = null;
  function wrap<Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>, fault: () => Error) {
    return async (...args: Args): Promise<Result> => {
      count++;
      const dies = death !== null && count === death.at;
      if (dies && death?.when === 'before') throw fault();
      const result = await act(...args);
      if (dies) throw fault();
      return result;
    };
  }
  const { ledger, kms, secondKms } = world;
  const noLedger = () => new LedgerError('ledger_unavailable', 'the process died');
  ledger.head = wrap(ledger.head.bind(ledger), noLedger);
  ledger.append = wrap(ledger.append.bind(ledger), noLedger);
  for (const one of [kms, secondKms]) {
    const noKms = () => new KmsError('kms_unavailable', 'the process died');
    one.generateDataKey = wrap(one.generateDataKey.bind(one), noKms);
    one.decrypt = wrap(one.decrypt.bind(one), noKms);
    one.generateRandom = wrap(one.generateRandom.bind(one), noKms);
  }
  return {
    async run<T>(work: () => Promise<T>, planned: Death | null = null): Promise<{ readonly calls: number; readonly result: T | null }> {
      count = 0;
      death = planned;
      const result = await work().catch(() => null);
      death = null;
      return { calls: count, result };
    },
  };
}

async function setUp() {
  const world = await createWorld({ kms: twoKms });
  const points = faultPoints(world);
  const enclave = await world.startEnclave();
  const client = await world.login(enclave);
  return { world, points, client, server: createWalletServer() };
}
type Setting = Awaited<ReturnType<typeof setUp>>;

/** Runs `act` once per point of death in a setting of its own, then `judge` with a new process. @returns how many there were. */
async function atEveryPoint(
  prepare: (setting: Setting) => Promise<void>,
  act: (setting: Setting, options: { readonly dies?: boolean }) => Promise<unknown>,
  judge: (setting: Setting, client: WalletClient, label: string) => Promise<void>,
): Promise<number> {
  const measured = await setUp();
  await prepare(measured);
  const { calls } = await measured.points.run(() => act(measured, {}));
  assert.ok(calls > 0);
  const deaths: (Death | null)[] = Array.from({ length: calls }, (_, index) => ['before', 'after'].map((when) => ({ at: index + 1, when }) as Death)).flat();
  // The last one: everything was done, and the server died before it stored the outcome.
  for (const death of [...deaths, null]) {
    const setting = await setUp();
    await prepare(setting);
    await setting.points.run(() => act(setting, { dies: death === null }), death);
    const enclave: EnclaveClient = await setting.world.startEnclave();
    const label = death === null ? 'before storing' : `${death.when} call ${death.at} of ${calls}`;
    await judge(setting, await setting.world.login(enclave as never, 'alice', setting.client.walletId), label);
  }
  return deaths.length + 1;
}

const works = async (server: WalletServer, client: WalletClient, pin: string): Promise<boolean> => {
  const first = await server.unlock(client, pin);
  // The server was told which PIN counts; the client looks again, as it is asked to.
  const healed = !first.body.ok && first.body.error.field === 'pinEpoch';
  return healed ? (await server.unlock(client, pin)).body.ok : first.body.ok;
};

describe('a process that dies anywhere', () => {
  it('while it creates a wallet: trying again gives one wallet that works', async (t) => {
    const runs = await atEveryPoint(
      async () => undefined,
      async ({ server, client }, options) => {
        const created = await server.call(client, 'wallet_create', { pin: pinField(PIN) }, options);
        if (created.body.ok && options.dies !== true)
          await server.call(client, 'wallet_activate', { resultHash: await resultHashOf(created.body.result) }, options);
      },
      async ({ server, world }, client, label) => {
        if (server.kept.state === 'POPULATED') {
          const isActive = world.ledger.entries().some(({ state }) => state === 'AVAILABLE');
          // Activation was written and its reply lost: the client repeats it. Else the creation is made again.
          if (isActive) Object.assign(server.kept, { state: 'AVAILABLE' });
          else await server.createWallet(client, PIN);
        }
        assert.ok(await works(server, client, PIN), label);
        const derived = await server.call(client, 'address_derive', { accountIndex: 0, pin: pinField(PIN) });
        assert.equal(derived.effects.kind === 'account' && derived.effects.address, server.kept.address, label);
      },
    );
    t.diagnostic(`${runs} points`);
  });

  it('while it signs: trying again gives the same bytes, and no try is lost for good', async (t) => {
    const raws = new Map<string, string>();
    const runs = await atEveryPoint(
      ({ server, client }) => server.createWallet(client, PIN),
      async ({ server, client, world }) => {
        const intent = encodeIntent(transactionIntent(world, server.kept.address as `0x${string}`, { requestId: crypto.randomUUID() }));
        const signed = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent });
        if (signed.body.ok) raws.set(server.kept.address, Buffer.from(signed.body.result.rawTransaction as Uint8Array).toString('hex'));
      },
      async ({ server, world }, client, label) => {
        const intent = encodeIntent(transactionIntent(world, server.kept.address as `0x${string}`));
        const signed = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent });
        assert.ok(signed.body.ok, label);
        const raw = Buffer.from(signed.body.result.rawTransaction as Uint8Array).toString('hex');
        assert.equal((await recoverTransactionAddress({ serializedTransaction: `0x${raw}` as `0x02${string}` })).toLowerCase(), server.kept.address);
        assert.equal(raws.get(server.kept.address) ?? raw, raw, label);
        assert.equal(world.ledger.entries().at(-1)?.attempts, 0, label);
      },
    );
    t.diagnostic(`${runs} points`);
  });

  it('while it changes the PIN: exactly one of the two works', async (t) => {
    let old = 0;
    const runs = await atEveryPoint(
      ({ server, client }) => server.createWallet(client, PIN),
      async ({ server, client }, options) => {
        const changed = await server.changePin(client, PIN, NEW_PIN);
        await server.activatePin(client, changed, options);
      },
      async ({ server }, client, label) => {
        const [oldWorks, newWorks] = [await works(server, client, PIN), await works(server, client, NEW_PIN)];
        assert.notEqual(oldWorks, newWorks, label);
        if (oldWorks) old++;
      },
    );
    assert.ok(old > 0 && old < runs, 'deaths on both sides of the one entry that decides');
    t.diagnostic(`${runs} points: the old PIN works after ${old} of them, the new one after ${runs - old}`);
  });

  it('while it recovers: the kit stays good and the wallet ends up with one PIN', async (t) => {
    const kits = new WeakMap<WalletServer, Uint8Array>();
    const runs = await atEveryPoint(
      async ({ server, client }) => {
        await server.createWallet(client, PIN);
        const made = await server.call(client, 'wrap_add', { step: 'kit', pin: pinField(PIN) });
        assert.ok(made.body.ok);
        const { wrapId, words, positions } = made.body.result as unknown as { wrapId: string; words: Uint8Array; positions: number[] };
        const list = new TextDecoder().decode(words).split(' ');
        const three = new TextEncoder().encode(positions.map((position) => list[position - 1]).join(' '));
        assert.ok((await server.call(client, 'wrap_add', { step: 'confirm', wrapId, words: three })).body.ok);
        kits.set(server, words);
      },
      async ({ server, client }, options) => {
        const words = kits.get(server)?.slice() ?? assert.fail();
        await server.activatePin(client, await server.call(client, 'recover', { factor: 'kit', words, newPin: pinField(NEW_PIN) }), options);
      },
      async ({ server }, client, label) => {
        const [oldWorks, newWorks] = [await works(server, client, PIN), await works(server, client, NEW_PIN)];
        assert.notEqual(oldWorks, newWorks, label);
        const words = kits.get(server)?.slice() ?? assert.fail();
        const again = await server.call(client, 'recover', { factor: 'kit', words, newPin: pinField('284017') });
        await server.activatePin(client, again);
        assert.ok(await works(server, client, '284017'), label);
      },
    );
    t.diagnostic(`${runs} points`);
  });
});
