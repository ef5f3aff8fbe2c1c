import { readFileIfThere, writeFileAtomically } from '../stack/atomic-file.ts';
import { createMemoryKeyStore, type KeyStore, type StoredKey } from './key-store.ts';

/** The file is there but is not a key store. It is left untouched: what it holds may be all there is. */
export class KeyStoreDamagedError extends Error {
  constructor(path: string, problem: string) {
    super(`key store ${path}: ${problem}`);
    this.name = 'KeyStoreDamagedError';
  }
}

const TEXT_FIELDS = ['keyId', 'arn', 'description', 'material', 'policy'] as const;

function readKey(value: unknown, path: string): StoredKey {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const wrong = TEXT_FIELDS.find((field) => typeof fields[field] !== 'string');
  if (wrong !== undefined) throw new KeyStoreDamagedError(path, `${wrong} must be text`);
  if (!Number.isSafeInteger(fields.createdAtMs)) throw new KeyStoreDamagedError(path, 'createdAtMs must be a whole number');
  const text = fields as Readonly<Record<(typeof TEXT_FIELDS)[number], string>>;
  const material = Uint8Array.from(Buffer.from(text.material, 'base64'));
  if (material.length !== 32) throw new KeyStoreDamagedError(path, 'material must be 32 bytes');
  return { keyId: text.keyId, arn: text.arn, description: text.description, createdAtMs: fields.createdAtMs as number, material, policy: text.policy };
}

function parseKeys(text: string, path: string): readonly StoredKey[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    // The parser's own message would quote the file, and the file holds keys.
    throw new KeyStoreDamagedError(path, 'not JSON');
  }
  const { v, keys } = (typeof file === 'object' && file !== null ? file : {}) as { readonly v?: unknown; readonly keys?: unknown };
  if (v !== 1 || !Array.isArray(keys)) throw new KeyStoreDamagedError(path, 'not a key store of version 1');
  return keys.map((key) => readKey(key, path));
}

/**
 * Keys in one JSON file (mode 0600), replaced as a whole and fsynced with its folder, so that a crash leaves the old
 * file or the new one. Stands for the hardware that keeps keys in a real KMS: who can read the file has the keys.
 * @throws KeyStoreDamagedError
 * @example
 * ```ts
 * const keyStore = await openFileKeyStore('.alcove/kms-keys.json');
 * ```
 */
export async function openFileKeyStore(path: string): Promise<KeyStore> {
  const memory = createMemoryKeyStore();
  const file = await readFileIfThere(path);
  if (file !== null) for (const key of parseKeys(file.toString('utf8'), path)) await memory.put(key);
  let lastWrite: Promise<void> = Promise.resolve();
  return {
    ...memory,
    put(key) {
      const write = lastWrite.then(async () => {
        const keys = [...memory.list().filter(({ keyId }) => keyId !== key.keyId), key];
        const rows = keys.map((stored) => ({ ...stored, material: Buffer.from(stored.material).toString('base64') }));
        await writeFileAtomically(path, `${JSON.stringify({ v: 1, keys: rows }, null, 1)}\n`);
        await memory.put(key);
      });
      // A write that failed is its caller's error and must not block the next one.
      lastWrite = write.catch(() => undefined);
      return write;
    },
  };
}
