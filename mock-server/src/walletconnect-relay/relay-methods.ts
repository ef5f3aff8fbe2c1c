import * as v from 'valibot';

/*
 * What clients ask of a relay (WalletConnect 2.0, "Relay Server RPC"): names and parameters as `@walletconnect/relay-api` and the
 * sign client send them. Fields that only serve the relay operator's statistics are not read.
 */

const topic = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 32 bytes of lower-case hexadecimal'));
const topics = v.pipe(v.array(topic), v.minLength(1), v.maxLength(500));
const message = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const relayMethods = {
  irn_publish: v.object({ topic, message, ttl: count, tag: v.optional(count, 0) }),
  irn_subscribe: v.object({ topic }),
  irn_batchSubscribe: v.object({ topics }),
  irn_unsubscribe: v.object({ topic, id: v.string() }),
  irn_fetchMessages: v.object({ topic }),
  irn_batchFetchMessages: v.object({ topics }),
  /** Opens a pairing: its first message, and who waits for the answer. */
  wc_proposeSession: v.object({ pairingTopic: topic, sessionProposal: message }),
  /** Answers a proposal and settles the session, and waits for what is asked in it. */
  wc_approveSession: v.object({ sessionTopic: topic, pairingTopic: topic, sessionProposalResponse: message, sessionSettlementRequest: message }),
} as const;

export type RelayMethod = keyof typeof relayMethods;
export type RelayParams<Method extends RelayMethod> = v.InferOutput<(typeof relayMethods)[Method]>;

export const isRelayMethod = (name: string): name is RelayMethod => Object.hasOwn(relayMethods, name);

/** Tags of the messages that the two calls about sessions stand for, and how long those wait. */
export const sessionTags = { propose: 1_100, approve: 1_101, settle: 1_102 } as const;
export const SESSION_TTL_SECONDS = 300;

/** One call; ids are numbers or their decimal text, and go back as they came. */
export const callSchema = v.object({
  id: v.union([v.number(), v.pipe(v.string(), v.maxLength(64))]),
  jsonrpc: v.literal('2.0'),
  method: v.string(),
  params: v.unknown(),
});
/** The answer to something the relay has sent. */
export const answerSchema = v.object({ id: v.union([v.number(), v.string()]), jsonrpc: v.literal('2.0'), result: v.unknown() });
