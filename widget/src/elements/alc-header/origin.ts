/** True when nobody on the way can read or change the page: https, or a page of this machine. Anything unreadable is not. */
export const isEncrypted = (origin: string): boolean => {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'));
};

/** The first letter of a name or of an origin's host, upper case; `'?'` when there is none. */
export const monogram = (name: string): string => {
  const text = URL.canParse(name) ? new URL(name).hostname.replace(/^www\./, '') : name;
  const letter = [...text].find((character) => /[\p{L}\p{N}]/u.test(character));
  return letter?.toLocaleUpperCase() ?? '?';
};
