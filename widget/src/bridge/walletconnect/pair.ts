import { delay } from '../../api/delay.ts';
import { PairingError, readPairingUri } from './pairing-uri.ts';
import type { OpenSignClient } from './sign-client.ts';
import { within } from './within.ts';

/** How long the relay may take to be reached, and the app to propose a session. */
const RELAY_DEADLINE_MS = 12_000;
const PROPOSAL_DEADLINE_MS = 30_000;

export type Pairings = {
  /**
   * Follows a link until its app has proposed a session.
   *
   * @throws PairingError, or the signal's reason.
   */
  follow(entered: string, open: () => Promise<Pick<OpenSignClient, 'client'>>, signal: AbortSignal): Promise<void>;
  /** An app has proposed a session under this topic. */
  proposed(topic: string): void;
};

export function createPairings(nowMs: () => number): Pairings {
  /** Topics whose app has spoken. A link is for one session, so it leads nowhere a second time. */
  const seen = new Set<string>();
  const waiting = new Map<string, () => void>();

  return {
    async follow(entered, open, signal) {
      const { uri, topic } = readPairingUri(entered, nowMs());
      const { client } = await open();
      const { pairings } = client.core.pairing;
      const known = pairings.keys.includes(topic) ? pairings.get(topic) : null;
      if (seen.has(topic) || known?.active === true) throw new PairingError('used');
      const proposal = new Promise<void>((resolve) => waiting.set(topic, resolve));
      const over = new AbortController();
      const limits = AbortSignal.any([signal, over.signal]);
      try {
        await within(RELAY_DEADLINE_MS, client.pair({ uri })).catch((cause: unknown) => {
          throw new PairingError('relay', { cause });
        });
        await Promise.race([
          proposal,
          delay(PROPOSAL_DEADLINE_MS, limits).then(() => {
            throw new PairingError('silent');
          }),
        ]);
      } catch (cause) {
        // Whoever proposes under it now comes too late. Telling so needs the relay, which may be what is missing.
        client.core.pairing.disconnect({ topic }).catch(() => {});
        throw cause;
      } finally {
        over.abort();
        waiting.delete(topic);
      }
    },
    proposed(topic) {
      seen.add(topic);
      waiting.get(topic)?.();
    },
  };
}
