import type { RelayLimits } from './relay-limits.ts';

/** A sealed message: what is in it the relay cannot read. */
export type RelayMessage = { readonly topic: string; readonly message: string; readonly tag: number; readonly publishedAtMs: number };

type Kept = RelayMessage & { readonly senderId: string; readonly expiresAtMs: number };

export type Mailbox = {
  /** @returns false when there is no room for it. */
  put(message: RelayMessage, from: { readonly senderId: string; readonly ttlSeconds: number }): boolean;
  /** What waits under a topic for somebody who did not write it, oldest first. */
  waiting(topic: string, readerId: string): readonly RelayMessage[];
  /** The reader has it. */
  remove(message: RelayMessage): void;
};

/** Messages that wait for a reader who is not there, each for its own time. They are in memory only: a wallet's peer asks again. */
export function createMailbox({ nowMs, limits }: { readonly nowMs: () => number; readonly limits: RelayLimits }): Mailbox {
  const topics = new Map<string, Kept[]>();
  let count = 0;
  let bytes = 0;

  function keep(topic: string, test: (kept: Kept) => boolean): void {
    const before = topics.get(topic) ?? [];
    const after = before.filter(test);
    count -= before.length - after.length;
    bytes -= before.filter((kept) => !test(kept)).reduce((sum, { message }) => sum + message.length, 0);
    if (after.length === 0) topics.delete(topic);
    else topics.set(topic, after);
  }

  function dropExpired(topic: string): void {
    const now = nowMs();
    keep(topic, ({ expiresAtMs }) => expiresAtMs > now);
  }

  const isFull = (length: number) => count >= limits.messages || bytes + length > limits.mailboxBytes;

  return {
    put(message, { senderId, ttlSeconds }) {
      const { topic } = message;
      dropExpired(topic);
      if (isFull(message.message.length)) for (const name of [...topics.keys()]) dropExpired(name);
      const kept = topics.get(topic) ?? [];
      if (isFull(message.message.length) || kept.length >= limits.messagesPerTopic) return false;
      topics.set(topic, [...kept, { ...message, senderId, expiresAtMs: message.publishedAtMs + Math.min(ttlSeconds, limits.ttlSeconds) * 1_000 }]);
      count++;
      bytes += message.message.length;
      return true;
    },
    waiting(topic, readerId) {
      dropExpired(topic);
      return (topics.get(topic) ?? []).filter(({ senderId }) => senderId !== readerId);
    },
    remove: (message) => keep(message.topic, (kept) => kept.message !== message.message),
  };
}
