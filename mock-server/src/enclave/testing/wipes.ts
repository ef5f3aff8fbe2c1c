import { mock } from 'node:test';

/**
 * What was overwritten with zeros while `act` ran, in hexadecimal as it stood before: the only way to see from outside
 * that a secret that never leaves its function was wiped.
 */
export async function wipesDuring(act: () => unknown): Promise<readonly string[]> {
  const seen: string[] = [];
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
  const fill = typedArray.fill;
  const spy = mock.method(typedArray, 'fill', function (this: Uint8Array, value: number, start?: number, end?: number) {
    if (value === 0 && start === undefined) seen.push(Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString('hex'));
    return fill.call(this, value, start, end);
  });
  try {
    await act();
  } finally {
    spy.mock.restore();
  }
  return seen;
}
