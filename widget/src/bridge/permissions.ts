import type { Database } from '../state/database.ts';

/** Which origins a user has connected (EIP-2255 `eth_accounts`). Kept per user, so that signing in as another starts clean. */
export type Permissions = {
  /** Reads what is stored for the user; null signs out. */
  load(userKey: string | null): Promise<void>;
  isConnected(origin: string): boolean;
  /** When it was granted, Unix milliseconds; null when it was not. */
  grantedAtMs(origin: string): number | null;
  grant(origin: string, nowMs: number): Promise<void>;
  revoke(origin: string): Promise<void>;
};

type Grants = { readonly [origin: string]: number };

function readGrants(stored: unknown): ReadonlyMap<string, number> {
  const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
  return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

/** @param onChange after each change of what an origin may see. */
export function createPermissions(database: Database, onChange: () => void): Permissions {
  let userKey: string | null = null;
  let grants: ReadonlyMap<string, number> = new Map();

  async function save(next: ReadonlyMap<string, number>): Promise<void> {
    grants = next;
    onChange();
    if (userKey !== null) await database.put(`permissions:${userKey}`, Object.fromEntries(next) satisfies Grants);
  }

  return {
    async load(key) {
      userKey = key;
      grants = key === null ? new Map() : readGrants(await database.get(`permissions:${key}`));
      onChange();
    },
    isConnected: (origin) => grants.has(origin),
    grantedAtMs: (origin) => grants.get(origin) ?? null,
    grant: (origin, nowMs) => save(new Map([...grants, [origin, nowMs]])),
    revoke: (origin) => save(new Map([...grants].filter(([granted]) => granted !== origin))),
  };
}
