import { connect, type Socket } from 'node:net';
import { type ProblemCode, problemCodes } from '../../../widget/src/contract/api.ts';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { createFrameReader, encodeFrame, MAX_REPLY_BYTES, MAX_REQUEST_BYTES } from '../enclave/frames.ts';
import { decodeStrict } from '../enclave/strict-cbor.ts';
import { type BootableEnclaveClient, createEnclaveCalls } from './calls.ts';
import { EnclaveError } from './port.ts';

export type SocketClientOptions = {
  readonly socketPath: string;
  /** Longest wait for one answer. Default 10000: a PIN operation asks KMS and witnesses on the way. */
  readonly timeoutMs?: number;
};

export type SocketEnclaveClient = BootableEnclaveClient & {
  /** Waits until the process listens. @throws EnclaveError `enclave_unavailable` after `timeoutMs`. */
  waitUntilListening(timeoutMs: number): Promise<void>;
  close(): void;
};

type Waiting = { readonly resolve: (result: CborValue) => void; readonly reject: (error: EnclaveError) => void; readonly deadline: NodeJS.Timeout };
type Reply = { readonly id?: CborValue; readonly ok?: CborValue; readonly result?: CborValue; readonly code?: CborValue; readonly message?: CborValue };

const CONNECT_RETRY_MS = 20;

function unavailable(message: string, cause?: unknown): EnclaveError {
  return new EnclaveError('enclave_unavailable', message, { cause });
}

function errorOf({ code, message }: Reply): EnclaveError {
  const known = problemCodes.find((candidate): candidate is ProblemCode => candidate === code) ?? 'internal';
  return new EnclaveError(known, typeof message === 'string' ? message : 'the enclave refused');
}

/**
 * Speaks to the enclave process over its Unix socket. Many calls may be under way; when the process dies all of them
 * reject at once with `enclave_unavailable`, and the next call connects again.
 *
 * @example
 * ```ts
 * const client = openEnclaveClient({ socketPath });
 * await client.waitUntilListening(5000);
 * const { sealedSecret } = await client.boot(bootRequest);
 * ```
 */
export function openEnclaveClient(options: SocketClientOptions): SocketEnclaveClient {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const waiting = new Map<number, Waiting>();
  let socket: Socket | null = null;
  let nextId = 1;

  function settle(id: number): Waiting | undefined {
    const entry = waiting.get(id);
    if (entry !== undefined) clearTimeout(entry.deadline);
    waiting.delete(id);
    return entry;
  }

  function drop(error: EnclaveError): void {
    const dropped = socket;
    socket = null;
    dropped?.destroy();
    for (const id of [...waiting.keys()]) settle(id)?.reject(error);
  }

  function onReply(frame: Uint8Array): void {
    const reply = decodeStrict(frame) as Reply;
    // A reply without an id answers a request the enclave could not read: ours is not worth waiting for.
    if (typeof reply.id !== 'number') {
      drop(errorOf(reply));
      return;
    }
    const entry = settle(reply.id);
    if (reply.ok === true && reply.result !== undefined) entry?.resolve(reply.result);
    else entry?.reject(errorOf(reply));
  }

  function open(): Socket {
    if (socket !== null) return socket;
    const opened = connect(options.socketPath);
    const read = createFrameReader(MAX_REPLY_BYTES);
    opened.on('data', (chunk) => {
      try {
        for (const frame of read(chunk)) onReply(frame);
      } catch (cause) {
        drop(unavailable('the enclave sent an answer that cannot be read', cause));
      }
    });
    opened.on('error', (cause) => {
      if (socket === opened) drop(unavailable('the enclave cannot be reached', cause));
    });
    opened.on('close', () => {
      if (socket === opened) drop(unavailable('the enclave is gone'));
    });
    socket = opened;
    return opened;
  }

  function exchange(op: string, body: { readonly [key: string]: CborValue }): Promise<CborValue> {
    const id = nextId++;
    const request = encodeDcbor({ ...body, id, op });
    if (request.length > MAX_REQUEST_BYTES) {
      return Promise.reject(new EnclaveError('payload_too_large', `a request to the enclave has at most ${MAX_REQUEST_BYTES} bytes`));
    }
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => settle(id)?.reject(unavailable('the enclave did not answer in time')), timeoutMs);
      waiting.set(id, { resolve, reject, deadline });
      open().write(encodeFrame(request));
    });
  }

  function tryConnect(): Promise<boolean> {
    return new Promise((resolve) => {
      const probe = connect(options.socketPath, () => {
        probe.destroy();
        resolve(true);
      });
      probe.on('error', () => resolve(false));
    });
  }

  return {
    ...createEnclaveCalls(exchange),
    async waitUntilListening(waitMs) {
      for (let leftMs = waitMs; leftMs > 0; leftMs -= CONNECT_RETRY_MS) {
        if (await tryConnect()) return;
        await new Promise((resolve) => setTimeout(resolve, CONNECT_RETRY_MS));
      }
      throw unavailable('the enclave did not start in time');
    },
    close: () => drop(unavailable('the client was closed')),
  };
}
