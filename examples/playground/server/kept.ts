import type { StoredKey } from '../../../mock-server/src/kms/key-store.ts';
import type { KeptChain } from '../chain/node.ts';

/*
 * What a reload finds again, as one record of IndexedDB: what on a server would be its data directory. One record, so that the parts
 * of it are always of the same moment.
 */

export type KeptCookie = { readonly value: string; readonly expiresAtMs: number };

export type Kept = {
  /** Files of JSON by path: keys of the issuer, the attestation root, the parts' passwords. */
  readonly files: Record<string, unknown>;
  readonly kmsKeys: Record<string, readonly StoredKey[]>;
  /** A witness's entries, oldest first. */
  readonly witnesses: Record<string, readonly Uint8Array[]>;
  database: Uint8Array | null;
  chain: KeptChain | null;
  cookies: Record<string, KeptCookie>;
};

const DATABASE = 'alcove-playground';
const STORE = 'kept';
/** Changes with the form of what is kept; what an older page has kept is then left behind. */
const VERSION = 1;

export const kept: Kept = { files: {}, kmsKeys: {}, witnesses: {}, database: null, chain: null, cookies: {} };

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = () => {
    for (const name of request.result.objectStoreNames) request.result.deleteObjectStore(name);
    request.result.createObjectStore(STORE);
  };
  return settled(request);
}

/** @returns false where the browser keeps nothing for this page: the playground runs all the same and forgets with the tab. */
export async function loadKept(): Promise<boolean> {
  try {
    const database = await open();
    const found = (await settled(database.transaction(STORE).objectStore(STORE).get('all'))) as Kept | undefined;
    if (found !== undefined) Object.assign(kept, found);
    database.close();
    return true;
  } catch {
    return false;
  }
}

export async function saveKept(): Promise<void> {
  const database = await open();
  try {
    await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).put(kept, 'all'));
  } finally {
    database.close();
  }
}

/** For the button "Start over". */
export async function forgetKept(): Promise<void> {
  const database = await open();
  await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).clear());
  database.close();
}
