import * as v from 'valibot';
import { createMailbox, type RelayMessage } from './mailbox.ts';
import type { RelayLimits } from './relay-limits.ts';
import {
  answerSchema,
  callSchema,
  isRelayMethod,
  type RelayMethod,
  type RelayParams,
  relayMethods,
  SESSION_TTL_SECONDS,
  sessionTags,
} from './relay-methods.ts';

export type RelayConnection = {
  /** One text frame of the client. */
  receive(text: string): void;
  /** The line is gone: nothing is sent to it any more. */
  close(): void;
};

export type RelayHub = {
  /** @param send puts one text frame on the line. */
  connect(clientId: string, send: (text: string) => void): RelayConnection;
};

export type RelayHubOptions = { readonly nowMs: () => number; readonly newId: () => string; readonly limits: RelayLimits };

/** JSON-RPC 2.0 §5.1, and WalletConnect's codes for what a relay refuses. */
class RelayFault extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Line = {
  readonly clientId: string;
  /** Subscription id by topic. */
  readonly subscriptions: Map<string, string>;
  /** What was sent to it and is not acknowledged, by the id it was sent with. */
  readonly sent: Map<string, RelayMessage>;
  readonly send: (body: object) => void;
};

/** Passes sealed messages between clients by topic, and keeps them for those who are not there. It knows sockets only as `send`. */
export function createRelayHub({ nowMs, newId, limits }: RelayHubOptions): RelayHub {
  const mailbox = createMailbox({ nowMs, limits });
  const lines = new Set<Line>();
  let pushes = 0;

  function push(line: Line, message: RelayMessage): void {
    const subscription = line.subscriptions.get(message.topic);
    if (subscription === undefined) return;
    pushes++;
    line.sent.set(String(pushes), message);
    const { topic, message: sealed, publishedAtMs: publishedAt, tag } = message;
    line.send({
      id: pushes,
      jsonrpc: '2.0',
      method: 'irn_subscription',
      params: { id: subscription, data: { topic, message: sealed, publishedAt, tag } },
    });
  }

  function publish(from: Line, message: Omit<RelayMessage, 'publishedAtMs'>, ttlSeconds: number): void {
    const published: RelayMessage = { ...message, publishedAtMs: nowMs() };
    if (!mailbox.put(published, { senderId: from.clientId, ttlSeconds })) throw new RelayFault(-32_005, 'The mailbox is full.');
    for (const line of lines) if (line.clientId !== from.clientId) push(line, published);
  }

  function subscribe(line: Line, topic: string): string {
    const known = line.subscriptions.get(topic);
    if (known === undefined && line.subscriptions.size >= limits.subscriptions) throw new RelayFault(-32_005, 'Too many topics.');
    const id = known ?? newId();
    line.subscriptions.set(topic, id);
    return id;
  }

  /** What came before the subscription, after its answer: the client has to know the topic first. */
  function deliver(line: Line, topics: readonly string[]): void {
    queueMicrotask(() => {
      for (const topic of topics) for (const message of mailbox.waiting(topic, line.clientId)) push(line, message);
    });
  }

  function fetchMessages(line: Line, topics: readonly string[]) {
    const found = topics.flatMap((topic) => mailbox.waiting(topic, line.clientId));
    const messages = found.map(({ topic, message, publishedAtMs, tag }) => ({ topic, message, publishedAt: publishedAtMs, tag }));
    return { messages, hasMore: false };
  }

  const handlers: { readonly [Method in RelayMethod]: (line: Line, params: RelayParams<Method>) => unknown } = {
    irn_publish(line, { topic, message, tag, ttl }) {
      publish(line, { topic, message, tag }, ttl);
      return true;
    },
    irn_subscribe(line, { topic }) {
      const id = subscribe(line, topic);
      deliver(line, [topic]);
      return id;
    },
    irn_batchSubscribe(line, { topics }) {
      const ids = topics.map((topic) => subscribe(line, topic));
      deliver(line, topics);
      return ids;
    },
    irn_unsubscribe: (line, { topic }) => line.subscriptions.delete(topic),
    irn_fetchMessages: (line, { topic }) => fetchMessages(line, [topic]),
    irn_batchFetchMessages: (line, { topics }) => fetchMessages(line, topics),
    wc_proposeSession(line, { pairingTopic, sessionProposal }) {
      subscribe(line, pairingTopic);
      publish(line, { topic: pairingTopic, message: sessionProposal, tag: sessionTags.propose }, SESSION_TTL_SECONDS);
      deliver(line, [pairingTopic]);
      return true;
    },
    wc_approveSession(line, { sessionTopic, pairingTopic, sessionProposalResponse, sessionSettlementRequest }) {
      subscribe(line, sessionTopic);
      publish(line, { topic: pairingTopic, message: sessionProposalResponse, tag: sessionTags.approve }, SESSION_TTL_SECONDS);
      publish(line, { topic: sessionTopic, message: sessionSettlementRequest, tag: sessionTags.settle }, SESSION_TTL_SECONDS);
      deliver(line, [sessionTopic]);
      return true;
    },
  };

  function answer(line: Line, method: string, params: unknown): unknown {
    if (!isRelayMethod(method)) throw new RelayFault(-32_601, 'The method does not exist.');
    const parsed = v.safeParse(relayMethods[method], params);
    if (!parsed.success) throw new RelayFault(-32_602, `params.${v.getDotPath(parsed.issues[0]) ?? ''} is not valid.`);
    return (handlers[method] as (line: Line, params: unknown) => unknown)(line, parsed.output);
  }

  return {
    connect(clientId, send) {
      const line: Line = { clientId, subscriptions: new Map(), sent: new Map(), send: (body) => send(JSON.stringify(body)) };
      lines.add(line);
      let allowance = limits.burst;
      let countedAtMs = nowMs();

      function admit(): void {
        const now = nowMs();
        allowance = Math.min(limits.burst, allowance + ((now - countedAtMs) / 1_000) * limits.callsPerSecond);
        countedAtMs = now;
        if (allowance < 1) throw new RelayFault(-32_005, 'Too many calls.');
        allowance--;
      }

      function parse(text: string): unknown {
        try {
          return JSON.parse(text);
        } catch {
          return null;
        }
      }

      return {
        receive(text) {
          const body = parse(text);
          const acknowledged = v.safeParse(answerSchema, body);
          if (acknowledged.success) {
            const message = line.sent.get(String(acknowledged.output.id));
            if (message !== undefined) mailbox.remove(message);
            line.sent.delete(String(acknowledged.output.id));
            return;
          }
          const call = v.safeParse(callSchema, body);
          if (!call.success) return line.send({ id: null, jsonrpc: '2.0', error: { code: -32_600, message: 'The request is not valid.' } });
          const { id, method, params } = call.output;
          try {
            admit();
            line.send({ id, jsonrpc: '2.0', result: answer(line, method, params) });
          } catch (error) {
            const { code, message } = error instanceof RelayFault ? error : new RelayFault(-32_603, 'The relay failed.');
            line.send({ id, jsonrpc: '2.0', error: { code, message } });
          }
        },
        close() {
          lines.delete(line);
        },
      };
    },
  };
}
