import { type Plan, type Victim, victims } from '../support/crash-deployment.ts';

/*
 * The labelled points of the protocol, in the order in which they are passed. `#2` is the second time the label is
 * passed in a run. "before" and "after" enclose one commit of the server's database or one call to the next part;
 * "request" and "reply" are frames on the wire to a witness; "answered" is an answer that was made and, at a KMS, is not
 * sent yet, or that the client has in its hand.
 */

const around = (label: string): readonly string[] => {
  const [name, occurrence = ''] = label.split(' #');
  return ['before', 'after'].map((side) => `${name} ${side}${occurrence === '' ? '' : ` #${occurrence}`}`);
};

export const createPoints: readonly string[] = [
  ...around('enclave.challenge wallet_create'),
  'client enclave/challenge wallet_create answered',
  ...around('store.beginIdempotent'),
  'enclave.call wallet_create before',
  'witness-1 head request',
  'witness-1 head reply',
  'kms GenerateDataKey answered',
  'kms-b GenerateDataKey answered',
  'kms GenerateRandom answered',
  'witness-1 append request',
  'witness-1 append reply',
  'witness-2 append reply',
  'witness-3 append reply',
  'enclave.call wallet_create after',
  ...around('store.createWallet'),
  ...around('store.finishIdempotent'),
  'client enclave/call wallet_create answered',
  ...around('enclave.challenge wallet_activate'),
  ...around('store.beginIdempotent #2'),
  'enclave.call wallet_activate before',
  'witness-1 head reply #2',
  'witness-1 append request #2',
  'witness-1 append reply #2',
  'witness-2 append reply #2',
  'enclave.call wallet_activate after',
  ...around('store.setWalletState'),
  ...around('store.finishIdempotent #2'),
  'client enclave/call wallet_activate answered',
];

export const payPoints: readonly string[] = [
  ...around('store.reserveNonce'),
  ...around('store.finishIdempotent'),
  'client transactions/prepare answered',
  ...around('enclave.challenge sign_intent'),
  'client enclave/challenge sign_intent answered',
  ...around('store.beginIdempotent #2'),
  'enclave.call sign_intent before',
  'witness-1 head reply',
  'kms Decrypt answered',
  'witness-1 append request',
  'witness-1 append reply',
  'witness-2 append reply',
  'witness-1 append request #2',
  'witness-1 append reply #2',
  'witness-2 append reply #2',
  'enclave.call sign_intent after',
  ...around('store.saveSignedTransaction'),
  ...around('store.finishIdempotent #2'),
  'client enclave/call sign_intent answered',
  ...around('store.beginIdempotent #3'),
  ...around('store.updateTransaction sendRequestedAtMs'),
  ...around('chain.broadcast'),
  ...around('store.updateTransaction status'),
  ...around('store.finishIdempotent #3'),
  'client transactions answered',
];

export const wrongPinPoints: readonly string[] = [
  ...around('enclave.challenge sign_intent'),
  ...around('store.beginIdempotent'),
  'enclave.call sign_intent before',
  'witness-1 head request',
  'witness-1 head reply',
  'kms Decrypt answered',
  'witness-1 append request',
  'witness-1 append reply',
  'witness-2 append reply',
  'witness-3 append reply',
  'enclave.call sign_intent after',
  ...around('store.finishIdempotent'),
  'client enclave/call sign_intent answered',
];

/** Requests whose answer may be lost after the work behind it is done. */
export const lostReplies = {
  create: ['enclave/challenge wallet_create', 'enclave/call wallet_create', 'enclave/challenge wallet_activate', 'enclave/call wallet_activate'],
  pay: ['transactions/prepare', 'enclave/challenge sign_intent', 'enclave/call sign_intent', 'transactions'],
} as const;

export type ScenarioName = 'create' | 'pay' | 'wrong PIN';
export type CrashCase = {
  readonly key: string;
  readonly scenario: ScenarioName;
  readonly point: string;
  /** Who is killed; null: nobody, the answer is lost. */
  readonly victim: Victim | null;
  readonly plan: Plan | null;
};

function planOf(point: string, victim: Victim, repetition: number): Plan {
  const [label = '', occurrence = '1'] = point.split(' #');
  const own = /^witness-(\d)/.exec(point)?.[1];
  return { label, occurrence: Number(occurrence), victim, witness: own === undefined ? 1 + (repetition % 3) : Number(own) };
}

/** Every point × every process × `repetitions`. */
export function killsAt(scenario: ScenarioName, points: readonly string[], repetitions: number): readonly CrashCase[] {
  return Array.from({ length: repetitions }, (_, repetition) =>
    points.flatMap((point) =>
      victims.map((victim) => ({
        key: `${scenario}: ${victim} at ${point} (${repetition + 1})`,
        scenario,
        point,
        victim,
        plan: planOf(point, victim, repetition),
      })),
    ),
  ).flat();
}

export function lossesOf(scenario: 'create' | 'pay', repetitions: number): readonly CrashCase[] {
  return Array.from({ length: repetitions }, (_, repetition) =>
    lostReplies[scenario].map((point) => ({
      key: `${scenario}: lost answer of ${point} (${repetition + 1})`,
      scenario,
      point,
      victim: null,
      plan: null,
    })),
  ).flat();
}

/** `count` of one repetition's cases: points spread over the whole protocol, the processes in turn; the same for the same `seed`. */
export function sampleOf(cases: readonly CrashCase[], count: number, seed: number): readonly CrashCase[] {
  const perPoint = new Set(cases.map(({ victim }) => victim)).size;
  const points = cases.length / perPoint;
  return Array.from({ length: count }, (_, index) => {
    const point = (Math.floor((index * points) / count) + seed) % points;
    return cases[point * perPoint + ((index + seed) % perPoint)] as CrashCase;
  });
}
