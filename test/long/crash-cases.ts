import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Hex, parseTransaction, recoverTransactionAddress } from 'viem';
import type { Account } from '../../widget/src/state/state.ts';
import { SealedFailure } from '../../widget/src/wallet/sealed-results.ts';
import type { CrashDeployment } from '../support/crash-deployment.ts';
import { type CrashPerson, openCrashPerson } from '../support/crash-person.ts';
import type { CrashCase } from './crash-points.ts';

/* One case: a person does something, somebody is killed at the point, the person tries again, and everything is looked at. */

const PIN = '902746';
const WRONG_PIN = '381059';
const MAX_ATTEMPTS = 10;
const PAYEE: Hex = '0x00000000000000000000000000000000000000aa';

/** What a case adds up to. Everything that must be one is one, or the case has thrown. */
export type CaseOutcome = { readonly wallets: number; readonly signatures: number; readonly broadcasts: number; readonly durationMs: number };

async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += 10) {
    if (waitedMs > 30_000) throw new Error(`${what} did not happen`);
    await sleep(10);
  }
}

function rowsOf(deployment: CrashDeployment, sql: string, walletId: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(join(deployment.folder, 'data/wallet.sqlite'), { readOnly: true });
  try {
    return database.prepare(sql).all(walletId) as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

async function createdBy(person: CrashPerson): Promise<Account> {
  return person.persist(() => person.accounts.create(randomUUID(), PIN));
}

/** The signature proves that PIN, record, data key and ledger still belong together. */
function signs(person: CrashPerson, account: Account, pin: string): Promise<Hex> {
  const { wantedNonce: _nonce, kind: _kind, ...header } = person.draft(account.address, PAYEE, 0n);
  const { appId, origin, requestId, account: address, accountIndex, display } = header;
  return person.signing.signMessage(account, { kind: 'message', appId, origin, requestId, account: address, accountIndex, display, message: '0x6869' }, pin);
}

async function create(deployment: CrashDeployment, person: CrashPerson): Promise<Omit<CaseOutcome, 'durationMs'>> {
  const walletId = randomUUID();
  const shown = new Set<string>();
  const listed = new Set<string>();
  const account = await person.persist(async () => {
    const made = await person.accounts.create(walletId, PIN);
    shown.add(made.address);
    return made;
  });
  await deployment.settled();
  const { wallets, accounts } = await person.persist(() => person.accounts.list());
  for (const { address } of accounts) listed.add(address);
  assert.deepEqual([...listed], [...shown], 'the address that was shown is the one that is there');
  assert.equal((await person.persist(() => person.api.wallets())).length, 1, 'one wallet');
  assert.equal(wallets[0]?.state, 'AVAILABLE');
  // The enclave may have been started again since: the wallet works only if it is durable.
  await person.persist(() => signs(person, account, PIN));
  return { wallets: wallets.length, signatures: 1, broadcasts: 0 };
}

async function pay(deployment: CrashDeployment, person: CrashPerson, account: Account): Promise<Omit<CaseOutcome, 'durationMs'>> {
  const payment = person.transactions.start(account, person.draft(account.address, PAYEE, 1n));
  const sent = await person.persist(() => payment.run(payment.needsPin() ? PIN : null, () => undefined));
  await deployment.settled();
  await until('the payment', async () => (await person.persist(() => person.api.transaction(sent.hash))).status === 'confirmed');

  const own: Hex[] = [];
  for (const raw of deployment.chain.sent() as readonly `0x02${string}`[]) {
    if ((await recoverTransactionAddress({ serializedTransaction: raw })).toLowerCase() === account.address.toLowerCase()) own.push(raw);
  }
  assert.equal(own.length, 1, 'one transaction was ever sent');
  assert.equal(parseTransaction(own[0] as Hex).nonce, 0);
  assert.equal(Number(await deployment.chain.ask('eth_getTransactionCount', [account.address, 'pending'])), 1, 'one payment');
  const stored = rowsOf(deployment, 'select raw_transaction from transactions where wallet_id = ?', account.walletId);
  assert.deepEqual(
    stored.map((row) => row.raw_transaction),
    own,
    'what was signed first is what was sent',
  );
  assert.equal(rowsOf(deployment, 'select request_id from signatures where wallet_id = ?', account.walletId).length, 1, 'one signature');
  await person.persist(() => signs(person, account, PIN));
  return { wallets: 1, signatures: stored.length, broadcasts: own.length };
}

/** How many tries a failure says are counted; null when it says nothing of tries. */
function countedBy(error: unknown): number | null {
  if (!(error instanceof SealedFailure)) return null;
  const { remaining } = error.error;
  return remaining === undefined ? null : MAX_ATTEMPTS - remaining;
}

async function tryWrongPin(deployment: CrashDeployment, person: CrashPerson, account: Account): Promise<Omit<CaseOutcome, 'durationMs'>> {
  const first = await signs(person, account, WRONG_PIN).then(
    () => assert.fail('a wrong PIN signed'),
    (error: unknown) => countedBy(error),
  );
  await deployment.settled();
  const second = await person
    .persist(() => signs(person, account, WRONG_PIN))
    .then(
      () => assert.fail('a wrong PIN signed'),
      (error: unknown) => {
        const counted = countedBy(error);
        if (counted === null) throw error;
        return counted;
      },
    );
  const seen = (first === null ? 0 : 1) + 1;
  assert.ok(second >= seen, `${seen} wrong PINs were answered and ${second} are counted`);
  return { wallets: 1, signatures: 0, broadcasts: 0 };
}

/**
 * Runs one case against a deployment that others have used before.
 *
 * @throws AssertionError when anything is there twice, is lost, or the point was never reached.
 */
export async function runCrashCase(deployment: CrashDeployment, { scenario, point, victim, plan }: CrashCase): Promise<CaseOutcome> {
  const beganMs = performance.now();
  deployment.arm(null);
  const person = await openCrashPerson(deployment);
  const account = scenario === 'create' ? null : await createdBy(person);
  if (account !== null) await deployment.chain.ask('anvil_setBalance', [account.address, '0xde0b6b3a7640000']);
  deployment.arm(plan);
  const eatenBefore = deployment.wire.eaten();
  if (victim === null) person.loseReplyTo(point);
  let outcome: Omit<CaseOutcome, 'durationMs'>;
  if (account === null) outcome = await create(deployment, person);
  else if (scenario === 'pay') outcome = await pay(deployment, person, account);
  else outcome = await tryWrongPin(deployment, person, account);
  if (victim === null) assert.equal(deployment.wire.eaten(), eatenBefore + 1, 'the answer was lost');
  else await until(`point "${point}"`, () => deployment.hasFired());
  await deployment.settled();
  return { ...outcome, durationMs: Math.round(performance.now() - beganMs) };
}
