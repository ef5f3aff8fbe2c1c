/** What the page's own response headers say about frames and windows. */
export type PageHeaders = {
  /** `Cross-Origin-Opener-Policy`, `unsafe-none` when there is none. */
  readonly openerPolicy: string;
  /** Those of `features` that `Permissions-Policy` keeps from frames of `origin`. */
  refusedFeatures(features: readonly string[], origin: string): readonly string[];
};

/**
 * The allow-lists of a `Permissions-Policy` header (W3C Permissions Policy §5.2, a structured-field dictionary).
 *
 * @example
 * ```ts
 * parsePermissionsPolicy('camera=(), clipboard-write=(self "https://wallet.example")').get('camera'); // []
 * ```
 */
export function parsePermissionsPolicy(header: string): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const [, name = '', list = ''] of header.matchAll(/([a-z-]+)\s*=\s*(\([^)]*\)|\*|self)/g)) {
    const entries = list.match(/"[^"]*"|[^\s()"]+/g) ?? [];
    lists.set(
      name,
      entries.map((entry) => entry.replaceAll('"', '')),
    );
  }
  return lists;
}

/** Asks for the page once more, its head only. @returns undefined when the page's server or policy does not allow that. */
export async function readPageHeaders(timeoutMs: number): Promise<PageHeaders | undefined> {
  let headers: Headers;
  try {
    ({ headers } = await fetch(location.href, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) }));
  } catch {
    return undefined;
  }
  const policy = parsePermissionsPolicy(headers.get('permissions-policy') ?? '');
  return {
    openerPolicy: headers.get('cross-origin-opener-policy')?.split(';')[0]?.trim() ?? 'unsafe-none',
    refusedFeatures: (features, origin) =>
      features.filter((feature) => {
        const allowed = policy.get(feature);
        return allowed !== undefined && !allowed.includes('*') && !allowed.includes(origin);
      }),
  };
}
