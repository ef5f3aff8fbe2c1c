import type { Fresh } from '../apps/fresh.ts';
import type { Clock } from '../deps.ts';
import type { RegistryStore, TokenKeyRow } from '../store/registry-rows.ts';

export type TokenKey = { readonly kid: string; readonly key: CryptoKey };

export type TokenKeys = {
  /** What is signed with now. */
  current(): Promise<TokenKey>;
  /** Null for one that is not known, or verifies nothing any more. */
  find(kid: string): Promise<TokenKey | null>;
};

/** Id of the key that every deployment begins with. */
export const FIRST_TOKEN_KEY = '0';

type Span = { readonly row: TokenKeyRow | null; readonly verifiesUntilMs: number };

/** Newest first; each verifies until what came after it says so, and never longer than anything between. */
function spansOf(rows: readonly TokenKeyRow[]): readonly Span[] {
  let untilMs = Number.POSITIVE_INFINITY;
  return [...rows, null].map((row) => {
    const span = { row, verifiesUntilMs: untilMs };
    if (row !== null) untilMs = Math.min(untilMs, row.previousUntilMs);
    return span;
  });
}

/**
 * Keys of access tokens. The first is derived from the deployment's secret alone, later ones from it and a salt that the store
 * keeps: neither a copy of the database nor the secret by itself makes one.
 *
 * @param options.derive HKDF of the deployment's secret; null for the first key.
 */
export function createTokenKeys(options: {
  readonly store: Pick<RegistryStore, 'listTokenKeys'>;
  readonly fresh: Fresh;
  readonly clock: Clock;
  readonly derive: (salt: Uint8Array | null) => Promise<CryptoKey>;
}): TokenKeys {
  const { store, fresh, clock, derive } = options;
  let spans: Promise<readonly Span[]> | null = null;
  let revision = -1;
  const derived = new Map<string, Promise<CryptoKey>>();

  async function read(): Promise<readonly Span[]> {
    const current = await fresh.revision();
    if (spans === null || current !== revision) {
      revision = current;
      spans = store.listTokenKeys().then(spansOf);
      spans.catch(() => {
        spans = null;
      });
    }
    return spans;
  }

  async function open({ row }: Span): Promise<TokenKey> {
    const kid = row?.kid ?? FIRST_TOKEN_KEY;
    const key = derived.get(kid) ?? derive(row?.salt ?? null);
    derived.set(kid, key);
    return { kid, key: await key };
  }

  return {
    async current() {
      const [newest] = await read();
      if (newest === undefined) throw new Error('there is always a first token key');
      return open(newest);
    },
    async find(kid) {
      const found = (await read()).find(({ row }) => (row?.kid ?? FIRST_TOKEN_KEY) === kid);
      return found === undefined || found.verifiesUntilMs <= clock.nowMs() ? null : open(found);
    },
  };
}
