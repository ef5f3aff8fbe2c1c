import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Database } from '../../state/database.ts';
import type { SendState } from '../../state/send.ts';

/** What of a payment in the making outlives the page. Nothing of it is secret, and nothing of it is approved. */
export type SendDraft = Pick<SendState, 'step' | 'asset' | 'recipientText' | 'amountText' | 'unit' | 'speed'>;

type Stored = SendDraft & { readonly account: Hex; readonly chainId: number; readonly atMs: number };

/** Long enough for a page that reloads; short enough that nobody finds what they had forgotten. */
const LIFETIME_MS = 600_000;
const KEY = 'send-draft';

export type Drafts = {
  /** @returns null when there is none of this account on this chain. */
  find(account: Hex, chainId: number): Promise<SendDraft | null>;
  keep(account: Hex, chainId: number, draft: SendDraft): Promise<void>;
  /** Before it is signed, so that after a reload nobody sends the same twice; and when it is given up. */
  drop(): Promise<void>;
};

export function createDrafts(database: Pick<Database, 'get' | 'put' | 'delete'>, nowMs: () => number): Drafts {
  return {
    async find(account, chainId) {
      const stored = (await database.get(KEY)) as Stored | undefined;
      const isOurs = stored !== undefined && stored.account === account && stored.chainId === chainId && nowMs() - stored.atMs < LIFETIME_MS;
      return isOurs ? stored : null;
    },
    keep(account, chainId, { step, asset, recipientText, amountText, unit, speed }) {
      const stored: Stored = { step, asset, recipientText, amountText, unit, speed, account, chainId, atMs: nowMs() };
      return database.put(KEY, stored);
    },
    drop: () => database.delete(KEY),
  };
}
