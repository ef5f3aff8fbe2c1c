import type { Clock } from '../deps.ts';
import type { RegistryStore } from '../store/registry-rows.ts';

/** How long a server may not know of a change that another one, or a command, has made. */
export const REGISTRY_FRESH_MS = 1_000;

export type Fresh = {
  /** Grows when what was read of the registry before no longer stands. A store that is away changes nothing. */
  revision(): Promise<number>;
};

/**
 * Asks for the registry's revision at most once a second, whatever the number of requests: with it any number of servers drop
 * what they remember within a second of a change, and nobody has to be told.
 */
export function createFresh(store: Pick<RegistryStore, 'registryRevision'>, clock: Clock): Fresh {
  let known = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<number> | null = null;

  async function ask(): Promise<number> {
    try {
      known = Math.max(known, await store.registryRevision());
    } catch {
      // What was true a moment ago is a better answer than none; every call behind this one says that the store is away.
    }
    askedAtMs = clock.nowMs();
    asking = null;
    return known;
  }

  return {
    async revision() {
      // A clock that was set back must not make anything last.
      if (Math.abs(clock.nowMs() - askedAtMs) < REGISTRY_FRESH_MS) return known;
      asking ??= ask();
      return asking;
    },
  };
}
