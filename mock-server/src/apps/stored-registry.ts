import type { RegistryStore } from '../store/registry-rows.ts';
import { checkApp } from './check-app.ts';
import type { Fresh } from './fresh.ts';
import type { AppRegistry, RegisteredApp } from './port.ts';

/** Apps remembered at most: a stranger who asks for made-up ids must not fill the memory. */
const REMEMBERED_LIMIT = 1_000;

export type StoredRegistryOptions = {
  readonly store: Pick<RegistryStore, 'findApp'>;
  readonly fresh: Fresh;
  /** Where the store says nothing of an id. For development. */
  readonly builtIn?: readonly RegisteredApp[];
};

/**
 * The registry over the store. What it has read it remembers until the registry's revision grows, at most a second after any
 * server or command changed something.
 *
 * @example
 * ```ts
 * const registry = createStoredRegistry({ store, fresh: createFresh(store, clock) });
 * ```
 */
export function createStoredRegistry({ store, fresh, builtIn = [] }: StoredRegistryOptions): AppRegistry {
  let remembered = new Map<string, Promise<RegisteredApp | null>>();
  let revision = -1;

  async function read(appId: string): Promise<RegisteredApp | null> {
    const row = await store.findApp(appId);
    if (row === null) return builtIn.find((app) => app.appId === appId) ?? null;
    return row.removedAtMs === null ? { ...checkApp(JSON.parse(row.config)), createdAtMs: row.createdAtMs } : null;
  }

  async function find(appId: string): Promise<RegisteredApp | null> {
    const current = await fresh.revision();
    if (current !== revision) {
      remembered = new Map();
      revision = current;
    }
    const memory = remembered;
    const known = memory.get(appId);
    if (known !== undefined) return known;
    const reading = read(appId);
    memory.set(appId, reading);
    const [oldest] = memory.keys();
    if (memory.size > REMEMBERED_LIMIT && oldest !== undefined) memory.delete(oldest);
    // A failure is nobody's answer but this one's.
    reading.catch(() => memory.delete(appId));
    return reading;
  }

  return {
    find,
    findProvider: async (appId, providerId) => (await find(appId))?.providers.find((provider) => provider.providerId === providerId) ?? null,
  };
}
