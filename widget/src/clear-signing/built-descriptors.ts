import type { Descriptors } from './descriptor.ts';
import { addressOf, indexSha256 } from './descriptor-pin.ts';
import { loadDescriptors } from './load-descriptors.ts';

const READ_TIMEOUT_MS = 5_000;

/** Where nothing is known of anybody. */
const none: Descriptors = { find: async () => [], bearersOf: async () => null, knows: async () => false };

async function read(name: string): Promise<string> {
  const response = await fetch(addressOf(name), { signal: AbortSignal.timeout(READ_TIMEOUT_MS), credentials: 'omit' });
  if (!response.ok) throw new TypeError(`descriptor file ${name}: ${response.status}`);
  return response.text();
}

/** The descriptors this build came with. */
export const builtDescriptors: Descriptors = indexSha256 === null ? none : loadDescriptors({ indexSha256, read });
