import type { BridgeRequest } from '../../../../host-sdk/src/contract/bridge.ts';
import { errorTable, WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { fuzzMessages } from './fuzz-messages.ts';
import { origin, pageWorld } from './page-world.ts';

/** What came of a run. Nothing in here may be above zero but `messages`, `answers` and `approvals`. */
export type FuzzResult = {
  readonly messages: number;
  /** Answers without an error: reads, and questions about nothing secret. */
  readonly answers: number;
  /** Requests that were good enough to be shown to a person, who rejected them. */
  readonly approvals: number;
  readonly signatures: number;
  readonly sent: number;
  readonly unfinished: number;
  /** -32603: an error of the wallet's own, nothing a page should be able to cause. */
  readonly internal: readonly string[];
  /** Answers of no known code, or with a stack in them. */
  readonly untyped: readonly string[];
  readonly polluted: readonly string[];
};

const prototypes = () => [Object.prototype, Array.prototype, Function.prototype].map((prototype) => Object.getOwnPropertyNames(prototype).sort().join());

/**
 * Sends `count` seeded messages to the bridge of a connected page, in groups, and rejects whatever reaches the screen.
 *
 * @param deadlineMs for each group; what has no answer by then counts as unfinished.
 */
export async function fuzzBridge(seed: number, count: number, deadlineMs: number): Promise<FuzzResult> {
  const before = prototypes();
  const world = await pageWorld();
  const next = fuzzMessages(seed);
  const internal: string[] = [];
  const untyped: string[] = [];
  let [answers, approvals, unfinished] = [0, 0, 0];

  async function send(message: unknown): Promise<void> {
    const envelope = await world.methods.request(message as BridgeRequest);
    if (envelope.ok) {
      answers++;
      return;
    }
    const { code, message: text, data } = envelope.error;
    if (code === -32603) internal.push(`${text} ${JSON.stringify(message, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))}`);
    if (!Object.hasOwn(errorTable, code) || /\n\s*at |\.ts:\d/.test(`${text}${JSON.stringify(data)}`)) untyped.push(`${code} ${text}`);
  }

  const rejecting = setInterval(() => {
    for (const { id } of world.queue.all()) {
      approvals++;
      world.queue.reject(id, new WalletError(4001, 'The user rejected the request.'));
    }
  }, 0);
  try {
    for (let done = 0; done < count; done += 100) {
      // Some messages disconnect the page; most of the rest would then be refused at the door.
      await world.permissions.grant(origin, 1);
      let open = Math.min(100, count - done);
      const group = Array.from({ length: open }, () => send(next()).finally(() => open--));
      let timer: ReturnType<typeof setTimeout> | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMs);
      });
      await Promise.race([Promise.all(group), deadline]);
      clearTimeout(timer);
      unfinished += open;
    }
  } finally {
    clearInterval(rejecting);
  }
  const after = prototypes();
  const polluted = after.filter((names, index) => names !== before[index]);
  return { messages: count, answers, approvals, signatures: world.signatures.length, sent: world.chain.sent.size, unfinished, internal, untyped, polluted };
}
