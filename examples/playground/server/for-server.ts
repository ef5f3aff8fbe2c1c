const API = /^\/(v1\/|healthz$|readyz$)/;
/** Below the issuer these are files. */
const ISSUER_FILES = /\/(authorize\/(index\.html)?|page\.js|pages\.css)$/;

/** Whether an address is one of the server in the worker; everything else is a file of the host, or not ours. @param base where the playground's files are */
export function isForServer({ origin, pathname }: URL, base: URL): boolean {
  if (origin !== base.origin) return false;
  if (API.test(pathname) || pathname === new URL('w/pins.js', base).pathname) return true;
  return pathname.startsWith(new URL('issuer/', base).pathname) && !ISSUER_FILES.test(pathname);
}
