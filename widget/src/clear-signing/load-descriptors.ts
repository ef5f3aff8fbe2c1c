import { sha256, toHex, utf8 } from '../crypto/bytes.ts';
import type { DescriptorEntry, DescriptorIndex, Descriptors, FoundFormat } from './descriptor.ts';

/** Where the descriptors of this build lie. `indexSha256` is written into the code by the build, so what is loaded is what was built. */
export type DescriptorSource = {
  readonly indexSha256: string;
  /** The text of a file by its SHA-256 (hexadecimal), or a rejection. */
  readonly read: (sha256: string) => Promise<string>;
};

/** A file is not the one that was built. */
export class DescriptorDigestError extends Error {
  constructor(wanted: string) {
    super(`descriptor file ${wanted} has another digest`);
    this.name = 'DescriptorDigestError';
  }
}

/**
 * Descriptors, read file by file when asked for, and checked against their digests before they are parsed.
 *
 * @throws DescriptorDigestError from its methods for a file that was changed; the source's own errors when one cannot be had. A
 * failed read is tried again the next time.
 */
export function loadDescriptors({ indexSha256, read }: DescriptorSource): Descriptors {
  const files = new Map<string, Promise<unknown>>();

  async function readChecked(name: string): Promise<unknown> {
    const text = await read(name);
    if (toHex(await sha256(utf8(text))) !== name) throw new DescriptorDigestError(name);
    return JSON.parse(text);
  }

  function file<Content>(name: string): Promise<Content> {
    const known = files.get(name);
    const loading = known ?? readChecked(name);
    if (known === undefined) {
      files.set(name, loading);
      loading.catch(() => files.delete(name));
    }
    return loading as Promise<Content>;
  }

  const index = () => file<DescriptorIndex>(indexSha256);
  const own = <Value>(table: { readonly [key: string]: Value }, key: string): Value | null => (Object.hasOwn(table, key) ? (table[key] as Value) : null);

  async function formats(place: string, key: string, bound: boolean): Promise<readonly FoundFormat[]> {
    const { entries: places, files: names } = await index();
    const entries = await Promise.all((own(places, place) ?? []).map((at) => file<DescriptorEntry>(names[at] ?? '')));
    return entries.flatMap((entry) => {
      const format = own(entry.formats, key);
      return format === null ? [] : [{ entry, format, bound }];
    });
  }

  return {
    find: async (kind, chainId, address, key) => [
      ...(await formats(`${kind}:${chainId}:${address.toLowerCase()}`, key, true)),
      ...(await formats(`${kind}:*`, key, false)),
    ],
    bearersOf: async (chainId, name) => own((await index()).names, `${chainId}:${name.normalize('NFKC').trim().toLowerCase()}`),
    async knows(chainId, address) {
      const { entries } = await index();
      return (['call', 'message'] as const).some((kind) => Object.hasOwn(entries, `${kind}:${chainId}:${address.toLowerCase()}`));
    },
  };
}
