import { kept } from './kept.ts';

/** The wallet's cookies, as the browser would keep them: one origin, one path, none for scripts to read. */
export function cookieHeader(nowMs: number): string | null {
  const alive = Object.entries(kept.cookies).filter(([, { expiresAtMs }]) => expiresAtMs > nowMs);
  return alive.length === 0 ? null : alive.map(([name, { value }]) => `${name}=${value}`).join('; ');
}

/** RFC 6265 §5.3 as far as the wallet goes: name, value, `Max-Age`. */
export function storeCookies(headers: Headers, nowMs: number): void {
  for (const line of headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    const maxAge = attributes.find((attribute) => attribute.toLowerCase().startsWith('max-age='))?.slice(8);
    const expiresAtMs = maxAge === undefined ? Number.MAX_SAFE_INTEGER : nowMs + Number(maxAge) * 1000;
    kept.cookies[pair.slice(0, equals)] = { value: pair.slice(equals + 1), expiresAtMs };
  }
}
