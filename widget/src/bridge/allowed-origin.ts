/** `http://127.0.0.1:*`: any port of that very scheme and host. Only development apps list such a rule. */
const ANY_PORT = ':*';

/**
 * Whether the registry lists this origin. Rules are compared as strings; there are no patterns but "any port".
 *
 * @example
 * ```ts
 * isAllowedOrigin('http://127.0.0.1:4000', ['http://127.0.0.1:*']); // true
 * isAllowedOrigin('http://127.0.0.1.evil.test', ['http://127.0.0.1:*']); // false
 * ```
 */
export function isAllowedOrigin(origin: string, rules: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  // An opaque origin is written "null", and a path or a user name makes it no origin at all.
  if (url.origin !== origin) return false;
  return rules.some((rule) => (rule.endsWith(ANY_PORT) ? `${url.protocol}//${url.hostname}` === rule.slice(0, -ANY_PORT.length) : rule === origin));
}
