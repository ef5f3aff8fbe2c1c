import { unknown } from 'valibot';
import { ApiError } from '../api/api-error.ts';
import { delay } from '../api/delay.ts';
import type { Transport } from '../api/transport.ts';
import { concatBytes } from '../contract/dcbor.ts';
import { relayAnswerSchema } from '../contract/wallet-api.ts';
import { fromBase64url, fromUtf8, sha256, toBase64url, toHex, utf8 } from '../crypto/bytes.ts';

/*
 * A message port between the wallet's frame and a window of its own, where `Cross-Origin-Opener-Policy` of the page has cut the two
 * apart: over the one-time relays of the wallet's server (mock-server/src/api/relay.ts). Both ends know a secret of 32 random
 * bytes, which the frame gave the window in the fragment of its address; a fragment is sent to no server, and the window takes
 * it out of its address at once. From it come, for each direction, an AES-256-GCM key and the names of the relays, one for each
 * piece, in order. So the server learns how much is said and when, and can hold it back; it can read, forge, repeat and reorder
 * nothing: a piece opens under its own number alone.
 */

type Bytes = Uint8Array<ArrayBuffer>;
export type Side = 'frame' | 'window';

/** The part of a `MessagePort` that the two ends use. */
export type RelayPort = {
  /** Sends what JSON can say, and bigints. Of a frame's states that still wait, only the newest is sent. */
  postMessage(data: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  /** Says `null` to the other end as the last thing. */
  close(): void;
};

export type RelayPortOptions = {
  readonly send: Transport;
  /** 32 bytes; never used for another port. */
  readonly secret: Bytes;
  readonly side: Side;
  /** How often is asked, in milliseconds. Default 600. */
  readonly pollMs?: number;
  /** The port is over after this time, whatever happens. Default ten minutes. */
  readonly lifetimeMs?: number;
};

/** In base64url just under what a relay takes. */
const PIECE_BYTES = 6_000;
/** The first byte of a piece. */
const [MORE, LAST] = [0, 1];
/** For what is said at the very end. */
const FAREWELL_MS = 10_000;

const isTagged = (value: unknown): value is { readonly $bigint: string } =>
  typeof value === 'object' && value !== null && typeof (value as { $bigint?: unknown }).$bigint === 'string';

function encode(data: unknown): Bytes {
  return utf8(JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? { $bigint: String(value) } : value)));
}

function decode(bytes: Bytes): unknown {
  return JSON.parse(fromUtf8(bytes), (_key, value: unknown) => (isTagged(value) ? BigInt(value.$bigint) : value));
}

function piecesOf(bytes: Bytes): readonly Bytes[] {
  const count = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  return Array.from({ length: count }, (_, index) =>
    concatBytes(Uint8Array.of(index === count - 1 ? LAST : MORE), bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)),
  );
}

/** What one side says: where each piece lies, and how it is sealed. */
async function laneOf(secret: Bytes, side: Side) {
  const master = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits']);
  const from = (what: string) => ({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(`alcove/window/v1\0${side}\0${what}`) });
  const key = await crypto.subtle.deriveKey(from('key'), master, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const names = new Uint8Array(await crypto.subtle.deriveBits(from('names'), master, 256));
  const numbered = (number: number): Bytes => {
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setUint32(8, number);
    return bytes;
  };
  const algorithm = (number: number) => ({ name: 'AES-GCM', iv: numbered(number) });
  return {
    path: async (number: number) => `/v1/relay/${toHex(await sha256(concatBytes(names, numbered(number))))}`,
    seal: async (number: number, piece: Bytes) => toBase64url(new Uint8Array(await crypto.subtle.encrypt(algorithm(number), key, piece))),
    open: async (number: number, text: string) => new Uint8Array(await crypto.subtle.decrypt(algorithm(number), key, fromBase64url(text, 'answer'))),
  };
}

/**
 * Opens one end of the port. Nothing is thrown later: a server that is away is asked again until the port's time is over.
 *
 * @example
 * ```ts
 * const port = openRelayPort({ send: api.send, secret, side: 'frame' });
 * port.onmessage = ({ data }) => act(data);
 * port.postMessage(state);
 * ```
 */
export function openRelayPort({ send, secret, side, pollMs = 600, lifetimeMs = 600_000 }: RelayPortOptions): RelayPort {
  const over = new AbortController();
  const lifetime = setTimeout(() => over.abort(), lifetimeMs);
  over.signal.addEventListener('abort', () => clearTimeout(lifetime));
  let outbox: unknown[] = [];
  let wake = () => {};
  let isClosing = false;

  /** Tries until it is done; a refusal by the server counts as not yet. */
  async function untilDone<Result>(work: () => Promise<Result | null>): Promise<Result> {
    for (;;) {
      over.signal.throwIfAborted();
      const done = await work().catch((cause: unknown) => {
        if (!(cause instanceof ApiError)) throw cause;
        return null;
      });
      if (done !== null) return done;
      await delay(pollMs, over.signal);
    }
  }

  async function speak(): Promise<void> {
    const lane = await laneOf(secret, side);
    for (let number = 0; ; ) {
      while (outbox.length === 0) {
        if (isClosing) return over.abort();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        over.signal.throwIfAborted();
      }
      for (const piece of piecesOf(encode(outbox.shift()))) {
        const path = await lane.path(number);
        const body = { answer: await lane.seal(number, piece) };
        await untilDone(async () => {
          await send({ method: 'POST', path, body, schema: unknown(), authentication: 'none', signal: over.signal });
          return true;
        });
        number++;
      }
    }
  }

  async function listen(): Promise<void> {
    const lane = await laneOf(secret, side === 'frame' ? 'window' : 'frame');
    let heard: Bytes = new Uint8Array(0);
    for (let number = 0; ; number++) {
      const path = await lane.path(number);
      await untilDone(async () => {
        await send({ method: 'PUT', path, body: {}, schema: unknown(), authentication: 'proof', signal: over.signal });
        return true;
      });
      const { answer } = await untilDone(() => send({ method: 'GET', path, schema: relayAnswerSchema, authentication: 'proof', signal: over.signal }));
      const piece = await lane.open(number, answer);
      heard = concatBytes(heard, piece.subarray(1));
      if (piece[0] !== LAST) continue;
      const data = decode(heard);
      heard = new Uint8Array(0);
      port.onmessage?.({ data });
    }
  }

  const end = () => over.abort();
  over.signal.addEventListener('abort', () => wake());
  const port: RelayPort = {
    onmessage: null,
    postMessage(data) {
      if (isClosing) return;
      // The frame says what is so, and only the newest counts; the window says what was pressed, and all of it does.
      outbox = side === 'frame' ? [data] : [...outbox, data];
      wake();
    },
    close() {
      if (isClosing) return;
      port.postMessage(null);
      isClosing = true;
      port.onmessage = null;
      setTimeout(end, FAREWELL_MS);
    },
  };
  speak().catch(end);
  listen().catch(end);
  return port;
}
