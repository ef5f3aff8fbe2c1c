/** What one client, and all of them, may take of the relay. */
export type RelayLimits = {
  /** Bytes of one frame on the wire. */
  readonly frameBytes: number;
  readonly connections: number;
  /** Topics one connection may listen to. */
  readonly subscriptions: number;
  /** Messages that wait under one topic, and under all. */
  readonly messagesPerTopic: number;
  readonly messages: number;
  /** Bytes of all messages that wait. */
  readonly mailboxBytes: number;
  /** Calls of one connection: at once, and per second as time goes on. */
  readonly burst: number;
  readonly callsPerSecond: number;
  /** Longest time a message waits for its reader, in seconds. */
  readonly ttlSeconds: number;
};

export const relayLimits: RelayLimits = {
  frameBytes: 128 * 1_024,
  connections: 200,
  subscriptions: 500,
  messagesPerTopic: 100,
  messages: 20_000,
  mailboxBytes: 64 * 1_024 * 1_024,
  burst: 200,
  callsPerSecond: 40,
  // WalletConnect's own longest: a week.
  ttlSeconds: 604_800,
};
