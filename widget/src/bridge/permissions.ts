import type { Database } from '../state/database.ts';

/** What a CAIP-25 session was granted, under the keys it was asked for with (CAIP-217). Accounts are added when it is read. */
export type GrantedScopes = {
  readonly [key: string]: { readonly chains?: readonly string[]; readonly methods: readonly string[]; readonly notifications: readonly string[] };
};

/** When an origin was connected (Unix milliseconds), and its session where it has one. */
type Grant = { readonly atMs: number; readonly scopes?: GrantedScopes };

/** Which origins a user has connected (EIP-2255 `eth_accounts`). Kept per user, so that signing in as another starts clean. */
export type Permissions = {
  /** Reads what is stored for the user; null signs out. */
  load(userKey: string | null): Promise<void>;
  isConnected(origin: string): boolean;
  /** When it was granted, Unix milliseconds; null when it was not. */
  grantedAtMs(origin: string): number | null;
  /** The origin's session; null without one. */
  scopes(origin: string): GrantedScopes | null;
  /** @param scopes takes the place of the session before; without it, that one stays. */
  grant(origin: string, nowMs: number, scopes?: GrantedScopes): Promise<void>;
  revoke(origin: string): Promise<void>;
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

/** @param onChange after each change of what an origin may see. */
export function createPermissions(database: Database, onChange: () => void): Permissions {
  let userKey: string | null = null;
  let grants: ReadonlyMap<string, Grant> = new Map();

  async function save(next: ReadonlyMap<string, Grant>): Promise<void> {
    grants = next;
    onChange();
    if (userKey !== null) await database.put(`permissions:${userKey}`, Object.fromEntries(next));
  }

  return {
    async load(key) {
      userKey = key;
      grants = key === null ? new Map() : readGrants(await database.get(`permissions:${key}`));
      onChange();
    },
    isConnected: (origin) => grants.has(origin),
    grantedAtMs: (origin) => grants.get(origin)?.atMs ?? null,
    scopes: (origin) => grants.get(origin)?.scopes ?? null,
    grant: (origin, nowMs, scopes = grants.get(origin)?.scopes) =>
      save(new Map([...grants, [origin, { atMs: nowMs, ...(scopes === undefined ? {} : { scopes }) }]])),
    revoke: (origin) => save(new Map([...grants].filter(([granted]) => granted !== origin))),
  };
}
