import type { Database } from '../state/database.ts';

/** What a CAIP-25 session was granted, under the keys it was asked for with (CAIP-217). Accounts are added when it is read. */
export type GrantedScopes = {
  readonly [key: string]: { readonly chains?: readonly string[]; readonly methods: readonly string[]; readonly notifications: readonly string[] };
};

/** When an origin was connected and last used (Unix milliseconds), and its session where it has one. */
export type Grant = { readonly atMs: number; readonly usedAtMs?: number; readonly scopes?: GrantedScopes };

/** Which origins a user has connected (EIP-2255 `eth_accounts`). Kept per user, so that signing in as another starts clean. */
export type Permissions = {
  /** Reads what is stored for the user; null signs out. */
  load(userKey: string | null): Promise<void>;
  /** Reads it again: another tab has changed it. */
  reload(): Promise<void>;
  isConnected(origin: string): boolean;
  /** When it was granted, Unix milliseconds; null when it was not. */
  grantedAtMs(origin: string): number | null;
  /** The origin's session; null without one. */
  scopes(origin: string): GrantedScopes | null;
  /** @param scopes takes the place of the session before; without it, that one stays. */
  grant(origin: string, nowMs: number, scopes?: GrantedScopes): Promise<void>;
  /** Notes that the origin is at the wallet now. */
  use(origin: string, nowMs: number): Promise<void>;
  revoke(origin: string): Promise<void>;
  all(): ReadonlyMap<string, Grant>;
};

function readGrant(stored: unknown): Grant | null {
  // Before there were sessions the time stood alone.
  if (typeof stored === 'number') return { atMs: stored };
  return typeof stored === 'object' && stored !== null && typeof (stored as Grant).atMs === 'number' ? (stored as Grant) : null;
}

function readGrants(stored: unknown): ReadonlyMap<string, Grant> {
  const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
  return new Map(entries.map(([origin, grant]) => [origin, readGrant(grant)] as const).filter((entry): entry is [string, Grant] => entry[1] !== null));
}

/**
 * @param onChange after each change of what an origin may see.
 * @param onSaved once a change is stored, for those who read it from there.
 */
export function createPermissions(database: Database, onChange: () => void, onSaved: () => void = () => {}): Permissions {
  let userKey: string | null = null;
  let grants: ReadonlyMap<string, Grant> = new Map();

  let saving: Promise<void> = Promise.resolve();

  /** What changes holds here at once; it is stored beside what other tabs have changed meanwhile. */
  function save(change: (before: ReadonlyMap<string, Grant>) => ReadonlyMap<string, Grant>): Promise<void> {
    const key = userKey;
    grants = change(grants);
    onChange();
    if (key === null) return Promise.resolve();
    saving = saving.then(async () => {
      const stored = change(readGrants(await database.get(`permissions:${key}`)));
      await database.put(`permissions:${key}`, Object.fromEntries(stored));
      onSaved();
    });
    return saving;
  }

  async function load(key: string | null): Promise<void> {
    userKey = key;
    const stored = key === null ? new Map() : readGrants(await database.get(`permissions:${key}`));
    // Somebody else has signed in meanwhile, or nobody is any more.
    if (key !== userKey) return;
    grants = stored;
    onChange();
  }

  return {
    load,
    reload: () => load(userKey),
    isConnected: (origin) => grants.has(origin),
    grantedAtMs: (origin) => grants.get(origin)?.atMs ?? null,
    scopes: (origin) => grants.get(origin)?.scopes ?? null,
    grant: (origin, nowMs, scopes = grants.get(origin)?.scopes) =>
      save((before) => new Map([...before, [origin, { atMs: nowMs, usedAtMs: nowMs, ...(scopes === undefined ? {} : { scopes }) }]])),
    use: (origin, nowMs) =>
      save((before) => {
        const grant = before.get(origin);
        return grant === undefined ? before : new Map([...before, [origin, { ...grant, usedAtMs: nowMs }]]);
      }),
    revoke: (origin) => save((before) => new Map([...before].filter(([granted]) => granted !== origin))),
    all: () => grants,
  };
}
