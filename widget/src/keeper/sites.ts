import type { Permissions } from '../bridge/permissions.ts';
import type { Site } from '../state/settings.ts';
import type { Store } from '../state/store.ts';

/** The sites a person has connected: what the list shows, and how to end it. */
export type Sites = {
  /** Grants have changed: the list follows while it is looked at. */
  refresh(): void;
  /** @param origin null for all of them. */
  revoke(origin: string | null): Promise<void>;
};

/** How exactly it is known when a site was last used. */
const USE_INTERVAL_MS = 60_000;

export function createSites({ store, permissions, nowMs }: { readonly store: Store; readonly permissions: Permissions; readonly nowMs: () => number }): Sites {
  let usedBy = '';

  function list(): readonly Site[] {
    const sites = [...permissions.all()].map(([origin, { atMs, usedAtMs, scopes }]): Site => {
      const methods = [...new Set(Object.values(scopes ?? {}).flatMap((scope) => scope.methods))];
      return { origin, sinceMs: atMs, usedAtMs: usedAtMs ?? atMs, methods };
    });
    return sites.sort((one, other) => other.usedAtMs - one.usedAtMs);
  }

  const refresh = () => store.set({ sites: list() });

  /** A page that is connected and has the wallet up, or asks for something, is a use of it. */
  function noteUse(): void {
    const { hostOrigin, status, visible, approvals } = store.get();
    const origin = approvals[0]?.origin ?? hostOrigin;
    const isReady = status.phase === 'locked' || status.phase === 'unlocked';
    const key = `${origin} ${visible} ${approvals[0]?.id}`;
    if (!isReady || origin === null || key === usedBy) return;
    usedBy = key;
    const grant = permissions.all().get(origin);
    if (grant !== undefined && nowMs() - (grant.usedAtMs ?? grant.atMs) >= USE_INTERVAL_MS) void permissions.use(origin, nowMs());
  }

  store.subscribe(noteUse);
  return {
    refresh,
    async revoke(origin) {
      const origins = origin === null ? [...permissions.all().keys()] : [origin];
      await Promise.all(origins.map((each) => permissions.revoke(each)));
    },
  };
}
