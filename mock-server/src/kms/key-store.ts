/** One symmetric key. `material` is 32 bytes and stays inside this folder's code; nothing returns it. */
export type StoredKey = {
  /** UUID, lower case. */
  readonly keyId: string;
  readonly arn: string;
  readonly description: string;
  readonly createdAtMs: number;
  readonly material: Uint8Array;
  /** Policy document, JSON text as it was given. */
  readonly policy: string;
};

/** Where keys are kept. `put` returns once the key is durable; a key that was acknowledged is never lost. */
export type KeyStore = {
  get(keyId: string): StoredKey | null;
  list(): readonly StoredKey[];
  /** Adds the key or replaces the one with its id. */
  put(key: StoredKey): Promise<void>;
};

/** Keeps nothing beyond the process. */
export function createMemoryKeyStore(): KeyStore {
  const keys = new Map<string, StoredKey>();
  return {
    get: (keyId) => keys.get(keyId) ?? null,
    list: () => [...keys.values()],
    put: async (key) => {
      keys.set(key.keyId, key);
    },
  };
}
