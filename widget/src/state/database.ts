/*
 * One small key-value store per app in IndexedDB. In a frame it may be partitioned, emptied at any time, or refused
 * outright (SecurityError, UnknownError, a request that never answers), so every call has a deadline and falls back to memory.
 */

const STORE_NAME = 'values';
const DEADLINE_MS = 2_000;

export type Database = {
  /** False when the values live only as long as this page. */
  readonly persistent: boolean;
  get(key: string): Promise<unknown>;
  /** Stores `value` unless the key exists; returns what is stored afterwards. */
  add(key: string, value: unknown): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
};

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB did not answer in time.')), DEADLINE_MS);
    const end = (finish: () => void) => () => {
      clearTimeout(timer);
      finish();
    };
    request.onsuccess = end(() => resolve(request.result));
    request.onerror = end(() => reject(request.error));
    if (request instanceof IDBOpenDBRequest) request.onblocked = end(() => reject(new Error('IndexedDB is blocked.')));
  });
}

async function openIndexedDb(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE_NAME);
  const database = await settled(request);
  database.onversionchange = () => database.close();
  return database;
}

/**
 * A database that ends with the page, where the browser refuses storage.
 *
 * @param values what it holds; given from outside, it outlives whoever opened it.
 */
export function createMemoryDatabase(values = new Map<string, unknown>()): Database {
  return {
    persistent: false,
    get: async (key) => values.get(key),
    add: async (key, value) => {
      if (!values.has(key)) values.set(key, value);
      return values.get(key);
    },
    put: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  };
}

/**
 * Opens the database of an app, or a memory of the same shape where the browser refuses storage. Never throws.
 *
 * @param appId names the database, so that two apps in one partition share nothing.
 */
export async function openDatabase(appId: string): Promise<Database> {
  let database: IDBDatabase;
  try {
    database = await openIndexedDb(`alcove-${appId}`);
  } catch {
    return createMemoryDatabase();
  }
  const memory = createMemoryDatabase();
  const store = (mode: IDBTransactionMode) => database.transaction(STORE_NAME, mode).objectStore(STORE_NAME);
  // Storage that worked at the start may still be taken away: what was put since then stays readable from memory.
  const attempt = async <Result>(stored: () => Promise<Result>, remembered: () => Promise<Result>): Promise<Result> => {
    try {
      return await stored();
    } catch {
      return await remembered();
    }
  };
  return {
    persistent: true,
    get: (key) =>
      attempt(
        () => settled(store('readonly').get(key)),
        () => memory.get(key),
      ),
    add: (key, value) =>
      attempt(
        async () => {
          const values = store('readwrite');
          const existing: unknown = await settled(values.get(key));
          if (existing !== undefined) return existing;
          await settled(values.put(value, key));
          return value;
        },
        () => memory.add(key, value),
      ),
    put: (key, value) =>
      attempt(
        async () => {
          await settled(store('readwrite').put(value, key));
        },
        () => memory.put(key, value),
      ),
    delete: (key) =>
      attempt(
        () => settled(store('readwrite').delete(key)),
        () => memory.delete(key),
      ),
  };
}
