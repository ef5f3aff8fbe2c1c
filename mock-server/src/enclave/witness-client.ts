import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WitnessReply, WitnessRequest } from '../ledger/witness-wire.ts';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from './frames.ts';
import { decodeWitnessReply, encodeWitnessRequest } from './witness-messages.ts';

/** The witness did not answer; whether it has stored what was sent is not known. */
export class WitnessUnreachableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WitnessUnreachableError';
  }
}

/** Trying again would only double the wait. */
class LateError extends Error {}

export type WitnessClient = {
  /** @throws WitnessUnreachableError within `timeoutMs`, whatever goes wrong */
  call(request: WitnessRequest, timeoutMs: number): Promise<WitnessReply>;
  close(): void;
};

type Waiting = { readonly resolve: (reply: WitnessReply) => void; readonly reject: (error: Error) => void };
type Connection = { readonly stream: Duplex; readonly waiting: Waiting[] };

export function connectSocket(socketPath: string): () => Socket {
  return () => connect(socketPath);
}

/**
 * One connection, opened at the first call and again after any failure. Replies come in the order of the requests, so a
 * request that ran out of time takes its connection with it: a late reply must not answer the next request.
 */
export function openWitnessClient(open: () => Duplex): WitnessClient {
  let current: Connection | null = null;

  function drop(connection: Connection, cause: Error): void {
    if (current === connection) current = null;
    connection.stream.destroy();
    for (const waiting of connection.waiting.splice(0)) waiting.reject(new WitnessUnreachableError('the witness did not answer', { cause }));
  }

  function establish(): Connection {
    const connection: Connection = { stream: open(), waiting: [] };
    const reader = createFrameReader(MAX_REQUEST_BYTES);
    connection.stream.on('data', (chunk: Uint8Array) => {
      try {
        for (const bytes of reader(chunk)) {
          const waiting = connection.waiting[0];
          if (waiting === undefined) throw new Error('a reply nobody asked for');
          const reply = decodeWitnessReply(bytes);
          connection.waiting.shift();
          waiting.resolve(reply);
        }
      } catch (error) {
        drop(connection, error as Error);
      }
    });
    connection.stream.on('error', (error: Error) => drop(connection, error));
    connection.stream.on('close', () => drop(connection, new Error('connection closed')));
    return connection;
  }

  function send(connection: Connection, bytes: Uint8Array, timeoutMs: number): Promise<WitnessReply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => drop(connection, new LateError(`no answer in ${timeoutMs} ms`)), timeoutMs);
      connection.waiting.push({
        resolve: (reply) => {
          clearTimeout(timer);
          resolve(reply);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      connection.stream.write(bytes);
    });
  }

  return {
    async call(request, timeoutMs) {
      const bytes = encodeFrame(encodeWitnessRequest(request));
      const kept = current;
      if (kept !== null) {
        try {
          return await send(kept, bytes, timeoutMs);
        } catch (error) {
          // A witness that was restarted has closed the kept connection. Every request may be sent twice.
          if ((error as Error).cause instanceof LateError) throw error;
        }
      }
      current ??= establish();
      return send(current, bytes, timeoutMs);
    },
    close() {
      if (current !== null) drop(current, new Error('closed'));
    },
  };
}
