import { Buffer } from 'buffer/';

/* What Node has and a worker has not; the build puts it where the name is used. */

type Encoding = Parameters<typeof Buffer.from>[1];

/* The package is older than `base64url`. Its base64 reads both alphabets. */
const from = Buffer.from.bind(Buffer) as (value: unknown, encoding?: unknown, length?: number) => Buffer;
Object.assign(Buffer, { from: (value: unknown, encoding?: unknown, length?: number) => from(value, encoding === 'base64url' ? 'base64' : encoding, length) });

const toText = Buffer.prototype.toString;
Buffer.prototype.toString = function inText(encoding?: Encoding | 'base64url', start?: number, end?: number): string {
  if (encoding !== 'base64url') return toText.call(this, encoding, start, end);
  return toText.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

const due: (() => void)[] = [];
const turns = new MessageChannel();
turns.port1.onmessage = () => due.shift()?.();

/** In the next turn. A timer would wait four milliseconds where one follows another. */
export function setImmediate(work: () => void): void {
  due.push(work);
  turns.port2.postMessage(null);
}

export { Buffer };
