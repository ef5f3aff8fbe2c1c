import { type ThemeKind, TOKEN_PREFIX, themeTokens } from '../../../../host-sdk/src/contract/theme-tokens.ts';

const farValue = (kind: ThemeKind): string => {
  const [type = '', first = '', last = ''] = kind.split(' ');
  if (kind === 'color') return '#ff00ff';
  if (kind === 'font') return 'Papyrus';
  if (kind === 'easing') return 'linear';
  if (kind === 'preset') return 'paper';
  if (first === 'auto') return first;
  return type === 'word' ? last : `${last || first}${type === 'number' ? '' : type}`;
};

/** For tests: a theme that sets every token, each far from the wallet's own look, in the scheme that is there: marks of trust follow that. */
export const everyToken = (): { readonly [token: string]: string } =>
  Object.fromEntries(Object.entries(themeTokens).map(([name, kind]) => [`${TOKEN_PREFIX}${name}`, farValue(kind)]));
