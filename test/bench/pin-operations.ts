import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { argon2id } from '../../mock-server/src/enclave/crypto/kdf.ts';
import { defaultArgon2 } from '../../mock-server/src/stack/enclave-part.ts';
import { startStack } from '../support/stack.ts';
import { cpuTimeOf } from './cpu-of.ts';
import { createPeople, createWallet, openVisitor, prepareUnlock, timeRequest, type Visitor } from './people.ts';
import { figureRow, median, ratioRow, report } from './rows.ts';

/*
 * `node test/bench/pin-operations.ts [--json FILE]`: what costs an Argon2id, over HTTP, beside Argon2id alone: one PIN operation by itself,
 * and as many PIN operations and new wallets as the machine does in a second. A PIN operation is sealed beforehand; a wallet is
 * made by a client that does its own part meanwhile, on the same cores. Rounds of all alternate. CPU time is the server's side alone.
 */

const ROUNDS = 5;
const PEOPLE = 16;
const ALONE = 5;
const CONNECTIONS = 8;

function derive(): Promise<unknown> {
  const bytes = (length: number) => new Uint8Array(randomBytes(length));
  return argon2id({ message: bytes(6), salt: bytes(16), secret: bytes(32), associatedData: bytes(49), parameters: defaultArgon2 });
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

/** All of them, `width` at a time. @returns how many a second. */
async function perSecond<Item>(items: readonly Item[], width: number, work: (item: Item) => Promise<unknown>): Promise<number> {
  // One iterator for all of them: each takes the next item.
  const left = items.values();
  const one = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  const elapsedMs = await time(() => Promise.all(Array.from({ length: width }, one)));
  return (items.length / elapsedMs) * 1_000;
}

const stack = await startStack();
try {
  const people = await createPeople(stack, PEOPLE);
  let number = PEOPLE;
  const alone: number[] = [];
  const derivation: number[] = [];
  const operations: number[] = [];
  const wallets: number[] = [];
  const derivations: number[] = [];
  const operationCpuMs: number[] = [];
  const walletCpuMs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const unlocks = await Promise.all(people.map(async (person) => ({ person, call: (await prepareUnlock(person)).call })));
    for (const { person, call } of unlocks.splice(0, ALONE)) {
      const [reference, subject] = [await time(derive), await timeRequest(person, call)];
      if (round > 0) derivation.push(reference);
      if (round > 0) alone.push(subject);
    }
    const visitors: Visitor[] = [];
    for (let index = 0; index < PEOPLE; index++) visitors.push(await openVisitor(stack, number++));
    // The first round warms all of it up.
    const keep = (samples: number[], sample: number): void => void (round > 0 && samples.push(sample));
    const operationsMs = await cpuTimeOf(stack, async () =>
      keep(operations, await perSecond(unlocks, CONNECTIONS, ({ person, call }) => timeRequest(person, call))),
    );
    keep(operationCpuMs, operationsMs / unlocks.length);
    const walletsMs = await cpuTimeOf(stack, async () => keep(wallets, await perSecond(visitors, CONNECTIONS, createWallet)));
    keep(walletCpuMs, walletsMs / visitors.length);
    keep(derivations, await perSecond(Array.from({ length: 2 * PEOPLE }), availableParallelism(), derive));
  }
  report([
    ratioRow('PIN operation over HTTP ÷ its Argon2id alone', median(alone), 'ms', median(derivation), 1.5),
    figureRow('PIN operations per second over HTTP ÷ Argon2id alone on all cores', median(operations), '/s', median(derivations)),
    figureRow('wallets made per second over HTTP ÷ Argon2id alone on all cores', median(wallets), '/s', median(derivations)),
    figureRow('CPU time per PIN operation over HTTP', median(operationCpuMs), 'ms'),
    figureRow('CPU time per wallet made over HTTP', median(walletCpuMs), 'ms'),
  ]);
} finally {
  await stack.stop();
}
