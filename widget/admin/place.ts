/** Where somebody is on the operators' page, as the address says it after `#`. */
export type Place =
  | { readonly page: 'apps' | 'networks' | 'keys' | 'log' }
  | { readonly page: 'app'; readonly appId: string | null }
  | { readonly page: 'network'; readonly chainId: number | null };

/** `'#/apps/shop'` → `{ page: 'app', appId: 'shop' }`. What names nothing is the list of apps. */
export function placeOf(hash: string): Place {
  const [, area = '', rest] = hash.replace(/^#/, '').split('/');
  if (area === 'add-app') return { page: 'app', appId: null };
  if (area === 'add-network') return { page: 'network', chainId: null };
  if (area === 'networks') return /^\d{1,15}$/.test(rest ?? '') ? { page: 'network', chainId: Number(rest) } : { page: 'networks' };
  if (area === 'keys' || area === 'log') return { page: area };
  if (rest === undefined || rest === '') return { page: 'apps' };
  try {
    return { page: 'app', appId: decodeURIComponent(rest) };
  } catch {
    return { page: 'apps' };
  }
}
