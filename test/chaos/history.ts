/*
 * What was asked, what was answered, what was broken, and what was found when everything ran again. A history is all the checkers
 * see. `ok`: it was done and the client knows. `fail`: nothing was done. `info`: nobody can say.
 */

/** `right`: whether the PIN that goes with it is; null where none does. */
export type Asked =
  | { readonly f: 'create'; readonly person: string; readonly walletId: string }
  | { readonly f: 'check-pin' | 'unlock'; readonly walletId: string; readonly right: boolean }
  | {
      readonly f: 'sign';
      readonly walletId: string;
      readonly requestId: string;
      readonly account: string;
      readonly message: string;
      readonly right: boolean | null;
    }
  | {
      readonly f: 'pay';
      readonly walletId: string;
      readonly requestId: string;
      readonly account: string;
      readonly to: string;
      readonly valueWei: string;
      readonly right: boolean | null;
    }
  | { readonly f: 'login'; readonly person: string };

/** What the client holds in its hand. `pin`: what the enclave said of the PIN. */
export type Answer = {
  readonly pin?: 'right' | 'wrong' | 'locked' | 'delayed';
  /** Tries left, after a wrong one. */
  readonly remaining?: number;
  readonly address?: string;
  readonly signature?: string;
  readonly hash?: string;
};

/** A transaction as its signed bytes say it. Addresses in lower case. */
export type SignedBytes = {
  readonly hash: string;
  readonly chainId: number;
  readonly from: string;
  readonly nonce: number;
  readonly to: string;
  readonly valueWei: string;
};

/** What was there at the end, for anybody to see; what the node took is seen as it happens. */
export type Found =
  | { readonly what: 'taken-by-node'; readonly transaction: SignedBytes }
  | {
      readonly what: 'wallets';
      readonly person: string;
      readonly wallets: readonly { readonly walletId: string; readonly address: string; readonly state: string }[];
    }
  /** `signer`: who signed the message that was asked for under this request id; null where nothing of that id was asked for. */
  | { readonly what: 'signature'; readonly walletId: string; readonly requestId: string; readonly signature: string; readonly signer: string | null }
  | {
      readonly what: 'transaction';
      readonly walletId: string;
      /** Null where another was signed for the request in its place. */
      readonly requestId: string | null;
      readonly status: string;
      readonly isOnChain: boolean;
      readonly transaction: SignedBytes;
    }
  /** Somebody could not go on although everything ran again. */
  | { readonly what: 'stuck'; readonly client: number; readonly reason: string };

type Happened =
  | { readonly type: 'invoke'; readonly client: number; readonly op: number; readonly asked: Asked }
  | { readonly type: 'ok'; readonly client: number; readonly op: number; readonly answer: Answer }
  | { readonly type: 'fail' | 'info'; readonly client: number; readonly op: number; readonly code: string }
  | { readonly type: 'fault'; readonly fault: string; readonly step: 'begin' | 'end' }
  /** `restored` puts the database back to the copy that `copied` last began. */
  | { readonly type: 'database'; readonly step: 'copied' | 'restored' }
  | { readonly type: 'found'; readonly found: Found };

export type HistoryEvent = Happened & { readonly index: number; readonly atMs: number };
export type History = readonly HistoryEvent[];

/** One thing a client asked for, from its question to its answer. Places are indexes of events. */
export type Operation = {
  readonly op: number;
  readonly client: number;
  readonly asked: Asked;
  readonly invokedAt: number;
  /** Infinity where nobody can say when it ended, if it did. */
  readonly endedAt: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly answer: Answer;
};

export type Recorder = {
  readonly history: History;
  add(happened: Happened): void;
  /** @returns the number of the operation. */
  invoke(client: number, asked: Asked): number;
};

export function createRecorder(): Recorder {
  const history: HistoryEvent[] = [];
  const beganMs = performance.now();
  let ops = 0;
  const add = (happened: Happened): void => {
    history.push({ ...happened, index: history.length, atMs: Math.round(performance.now() - beganMs) });
  };
  return {
    history,
    add,
    invoke(client, asked) {
      const op = ++ops;
      add({ type: 'invoke', client, op, asked });
      return op;
    },
  };
}

/** Pairs questions with answers. What was never answered is `info`. */
export function operationsOf(history: History): readonly Operation[] {
  const ends = new Map<number, HistoryEvent>();
  for (const event of history) if (event.type === 'ok' || event.type === 'fail' || event.type === 'info') ends.set(event.op, event);
  return history.flatMap((event) => {
    if (event.type !== 'invoke') return [];
    const { op, client, asked, index } = event;
    const end = ends.get(op);
    const outcome = end?.type === 'ok' || end?.type === 'fail' ? end.type : 'info';
    const endedAt = outcome === 'info' ? Number.POSITIVE_INFINITY : (end?.index ?? Number.POSITIVE_INFINITY);
    return [{ op, client, asked, invokedAt: index, endedAt, outcome, answer: end?.type === 'ok' ? end.answer : {} }];
  });
}

export function foundIn<What extends Found['what']>(
  history: History,
  what: What,
): readonly { readonly index: number; readonly found: Extract<Found, { what: What }> }[] {
  return history.flatMap((event) =>
    event.type === 'found' && event.found.what === what ? [{ index: event.index, found: event.found as Extract<Found, { what: What }> }] : [],
  );
}

/**
 * Whether what was acknowledged at an event went with the database: a copy taken before it was put back after it. Nobody
 * promises more of a restored database (README, "Back up and restore").
 */
export function wentWithDatabase(history: History): (index: number) => boolean {
  const spans: { readonly from: number; readonly to: number }[] = [];
  let copiedAt = 0;
  for (const event of history) {
    if (event.type !== 'database') continue;
    if (event.step === 'copied') copiedAt = event.index;
    else spans.push({ from: copiedAt, to: event.index });
  }
  return (index) => spans.some(({ from, to }) => index > from && index < to);
}

/** Something that must not be. `events` are the places in the history that show it. */
export type Violation = { readonly kind: string; readonly message: string; readonly events: readonly number[] };
