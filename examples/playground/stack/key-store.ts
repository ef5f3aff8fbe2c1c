import { createMemoryKeyStore, type KeyStore } from '../../../mock-server/src/kms/key-store.ts';
import { kept } from '../server/kept.ts';

/** Stands for mock-server/src/kms/file-key-store.ts. */
export async function openFileKeyStore(path: string): Promise<KeyStore> {
  const memory = createMemoryKeyStore();
  for (const key of kept.kmsKeys[path] ?? []) await memory.put(key);
  return {
    ...memory,
    async put(key) {
      await memory.put(key);
      kept.kmsKeys[path] = memory.list();
    },
  };
}
