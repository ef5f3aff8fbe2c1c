import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../../host-sdk/src/contract/types.ts';
import type { KeptValues } from './kept-values.ts';

/** What an app is told. */
export type Answer = { readonly result: Json } | { readonly error: WireError };

/**
 * What became of requests. The client delivers one again after a reload as long as it is not answered; a payment that was begun is never
 * begun a second time by that.
 */
export type Answers = {
  /** `begun` and no more: the page was gone before it was known how it ended. Null: nothing was done yet. */
  find(requestId: string): Promise<Answer | 'begun' | null>;
  /** Stored before anything is signed. */
  begin(requestId: string): Promise<void>;
  finish(requestId: string, answer: Answer): Promise<void>;
  /** The app has its answer, or nothing was done after all. */
  forget(requestId: string): Promise<void>;
};

const keyOf = (requestId: string) => `alcove:answer:${requestId}`;

export function createAnswers(kept: Pick<KeptValues, 'getItem' | 'setItem' | 'removeItem'>): Answers {
  return {
    find: async (requestId) => (await kept.getItem<Answer | 'begun'>(keyOf(requestId))) ?? null,
    begin: (requestId) => kept.setItem(keyOf(requestId), 'begun'),
    finish: (requestId, answer) => kept.setItem(keyOf(requestId), answer),
    forget: (requestId) => kept.removeItem(keyOf(requestId)),
  };
}
