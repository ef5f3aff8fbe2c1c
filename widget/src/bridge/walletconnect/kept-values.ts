import type { Database } from '../../state/database.ts';

/** What WalletConnect's client keeps of a user: its storage interface, over the wallet's own database. */
export type KeptValues = {
  getKeys(): Promise<string[]>;
  getEntries<T = unknown>(): Promise<[string, T][]>;
  getItem<T = unknown>(key: string): Promise<T | undefined>;
  setItem(key: string, value: unknown): Promise<void>;
  removeItem(key: string): Promise<void>;
  /** Nothing is written from now on: what is stored belongs to somebody else, or is to be gone. */
  close(): void;
};

/**
 * All values under one key: read once, written whole, gone with one delete. Writes that come together are one; each promise resolves
 * once its value is stored.
 */
export async function openKeptValues(database: Pick<Database, 'get' | 'put'>, key: string): Promise<KeptValues> {
  const stored = await database.get(key);
  const values = new Map<string, unknown>(typeof stored === 'object' && stored !== null ? Object.entries(stored) : []);
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  let isClosed = false;

  function write(): Promise<void> {
    next ??= writing.then(async () => {
      next = null;
      if (!isClosed) await database.put(key, Object.fromEntries(values));
    });
    writing = next;
    return next;
  }

  return {
    getKeys: async () => [...values.keys()],
    getEntries: async <T>() => [...values.entries()] as [string, T][],
    getItem: async <T>(name: string) => structuredClone(values.get(name)) as T | undefined,
    setItem(name, value) {
      values.set(name, structuredClone(value));
      return write();
    },
    removeItem(name) {
      values.delete(name);
      return write();
    },
    close() {
      isClosed = true;
    },
  };
}
