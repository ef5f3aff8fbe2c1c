import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import type { Account } from '../../widget/src/state/state.ts';
import type { Payment } from '../../widget/src/wallet/transactions.ts';
import { type Device, openDevice } from './device.ts';
import type { Answer, Asked, Recorder } from './history.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Step } from './schedule.ts';
import type { ChaosWorld } from './world.ts';

/* One device of a person, who does what the schedule drew, tries again what failed, and writes all of it down. */

const RIGHT_PIN = '902746';
const WRONG_PIN = '381059';
const PAYEE: Hex = '0x00000000000000000000000000000000000000aa';
const FUNDS = '0x8ac7230489e80000';
/** A machine under load may miss the deadlines of the parts for a while. */
const PATIENCE_MS = 120_000;
const RETRY_PAUSE_MS = 200;
/** The session is gone, with the database or with its clock: the person signs in again. */
const signedOut: ReadonlySet<string> = new Set(['unauthorized', 'session_expired', 'invalid_refresh_token', 'invalid_dpop_proof']);

type SignRequest = { readonly kind: 'sign'; readonly requestId: string; readonly message: Hex };
type PayRequest = { readonly kind: 'pay'; readonly requestId: string; readonly valueWei: bigint; payment: Payment };
/** Something that was asked with the right PIN, for a wallet. */
type Request = (SignRequest | PayRequest) & { readonly account: Account; isAnswered: boolean };

export type ClientOptions = { readonly index: number; readonly subject: string; readonly world: ChaosWorld; readonly recorder: Recorder };

/** Signs in, while nothing is broken yet. */
export async function openClient({ index, subject, world, recorder }: ClientOptions) {
  let device: Device = await openDevice(world, subject);
  let account: Account | null = null;
  let grant: Uint8Array | null = null;
  /** Of the wallet that is being made. */
  let walletId: string | null = null;
  const requests: Request[] = [];

  async function failure(error: unknown): Promise<Outcome> {
    const outcome = outcomeOf(error, device.takeCallsSent());
    if (outcome === null) {
      recorder.add({ type: 'found', found: { what: 'stuck', client: index, reason: String(error) } });
      return { type: 'info', code: 'unexplained' };
    }
    if ('code' in outcome && outcome.code === 'wallet_unknown') account = null;
    if (error instanceof ApiError && signedOut.has(error.code)) device = await openDevice(world, subject);
    return outcome;
  }

  async function record(asked: Asked, work: () => Promise<Answer>): Promise<Outcome> {
    const op = recorder.invoke(index, asked);
    device.takeCallsSent();
    let outcome: Outcome;
    try {
      outcome = { type: 'ok', answer: await work() };
    } catch (error) {
      outcome = await failure(error);
    }
    recorder.add({ client: index, op, ...outcome });
    return outcome;
  }

  async function own(next: Account): Promise<void> {
    account = next;
    grant = null;
    await world.deployment.chain.ask('anvil_setBalance', [next.address, FUNDS]);
  }

  /** The wallet there is: made by the other device, or by this one, which did not hear of it. */
  async function adopt(): Promise<boolean> {
    try {
      const { accounts } = await device.person.page().accounts.list();
      const [first] = accounts;
      if (first === undefined) return false;
      await record({ f: 'create', person: subject, walletId: first.walletId }, async () => ({ address: first.address.toLowerCase() }));
      await own(first);
      return true;
    } catch (error) {
      await failure(error);
      return false;
    }
  }

  /** @param newId of the wallet, if it needs one. */
  async function create(newId: string): Promise<void> {
    if (walletId !== null && (await adopt())) return;
    walletId ??= newId;
    const id = walletId;
    let made: Account | null = null;
    const outcome = await record({ f: 'create', person: subject, walletId: id }, async () => {
      made = await device.person.page().accounts.create(id, RIGHT_PIN);
      return { address: made.address.toLowerCase() };
    });
    if (made !== null) await own(made);
    else if ('code' in outcome && outcome.code === 'wallet_exists') walletId = newId;
  }

  async function sign(request: SignRequest & { readonly account: Account }, right: boolean): Promise<Outcome> {
    const { requestId, message, account: signer } = request;
    const asked: Asked = { f: 'sign', walletId: signer.walletId, requestId, account: signer.address, message, right };
    return record(asked, async () => ({ pin: 'right', signature: await device.sign(signer, request, right ? RIGHT_PIN : WRONG_PIN) }));
  }

  async function pay(request: PayRequest & { readonly account: Account }): Promise<Outcome> {
    const { requestId, valueWei, payment, account: payer } = request;
    const needsPin = payment.needsPin();
    const asked: Asked = {
      f: 'pay',
      walletId: payer.walletId,
      requestId,
      account: payer.address,
      to: PAYEE,
      valueWei: String(valueWei),
      right: needsPin ? true : null,
    };
    return record(asked, async () => {
      const sent = await payment.run(needsPin ? RIGHT_PIN : null, () => undefined);
      return { ...(needsPin ? { pin: 'right' as const } : {}), hash: sent.hash };
    });
  }

  async function again(request: Request): Promise<Outcome> {
    const outcome = request.kind === 'sign' ? await sign(request, true) : await pay(request);
    if (outcome.type === 'ok' || outcome.type === 'fail') request.isAnswered = true;
    return outcome;
  }

  async function signUnderGrant(step: Step, signer: Account): Promise<void> {
    const grantId = grant;
    if (grantId === null) return void (await unlock(signer, true));
    const message: Hex = `0x${step.value.toString(16).padStart(8, '0')}`;
    const asked: Asked = { f: 'sign', walletId: signer.walletId, requestId: step.id, account: signer.address, message, right: null };
    const outcome = await record(asked, async () => ({ signature: await device.signUnder(grantId, signer, { requestId: step.id, message }) }));
    if (outcome.type !== 'ok') grant = null;
  }

  async function unlock(signer: Account, right: boolean): Promise<void> {
    await record({ f: 'unlock', walletId: signer.walletId, right }, async () => {
      grant = await device.unlock(signer, right ? RIGHT_PIN : WRONG_PIN);
      return { pin: 'right' };
    });
  }

  function begin(step: Step, kind: Request['kind'], signer: Account): Request {
    const valueWei = BigInt(step.value);
    const message: Hex = `0x${step.value.toString(16).padStart(8, '0')}`;
    const base = { requestId: step.id, account: signer, isAnswered: false };
    const request: Request =
      kind === 'sign' ? { ...base, kind, message } : { ...base, kind, valueWei, payment: device.payment(signer, step.id, PAYEE, valueWei) };
    requests.push(request);
    return request;
  }

  async function take(step: Step, signer: Account): Promise<void> {
    const { action, right } = step;
    if (action === 'login') {
      await record({ f: 'login', person: subject }, async () => {
        await openDevice(world, subject);
        return {};
      });
    } else if (action === 'check-pin') {
      await record({ f: 'check-pin', walletId: signer.walletId, right }, async () => {
        await device.check(signer, right ? RIGHT_PIN : WRONG_PIN);
        return { pin: 'right' };
      });
    } else if (action === 'unlock') await unlock(signer, right);
    else if (action === 'grant-sign') await signUnderGrant(step, signer);
    else if (action === 'sign' && !right) await sign({ kind: 'sign', requestId: step.id, message: '0x77', account: signer }, false);
    else if (action === 'sign' || action === 'pay') await again(begin(step, action, signer));
    else {
      const earlier = requests[step.value % Math.max(1, requests.length)];
      if (earlier !== undefined) await again(earlier);
    }
  }

  return {
    subject,
    api: () => device.person.api,
    account: () => account,
    create,
    /** Until `isOver`. */
    async run(steps: readonly Step[], isOver: () => boolean): Promise<void> {
      for (const step of steps) {
        if (isOver()) return;
        await sleep(step.pauseMs);
        if (step.losesReply) world.deployment.wire.eatNextReply();
        if (account === null) await create(step.id);
        else await take(step, account);
      }
    },
    /** When everything runs again: what is open is tried until it is answered, and the PIN once more. */
    async finish(newId: string): Promise<void> {
      const endMs = performance.now() + PATIENCE_MS;
      const persist = async (what: string, isDone: () => Promise<boolean>): Promise<void> => {
        while (!(await isDone())) {
          if (performance.now() > endMs) return recorder.add({ type: 'found', found: { what: 'stuck', client: index, reason: `${what} has no answer` } });
          await sleep(RETRY_PAUSE_MS);
        }
      };
      /** The one there was may have gone with the database. */
      const getWallet = async (): Promise<Account | null> => {
        if (account === null && !(await adopt())) await create(newId);
        return account;
      };
      await persist('a wallet', async () => (await getWallet()) !== null);
      for (const request of requests) {
        if (request.isAnswered || request.account.walletId !== account?.walletId) continue;
        await persist(`request ${request.requestId}`, async () => (await again(request)).type !== 'info');
      }
      await persist('the PIN', async () => {
        const signer = await getWallet();
        if (signer === null) return false;
        const outcome = await record({ f: 'check-pin', walletId: signer.walletId, right: true }, async () => {
          await device.check(signer, RIGHT_PIN);
          return { pin: 'right' };
        });
        return outcome.type === 'ok';
      });
    },
  };
}
export type Client = Awaited<ReturnType<typeof openClient>>;
