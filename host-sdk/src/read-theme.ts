import { type ThemeToken, TOKEN_PREFIX, themeTokens } from './contract/theme-tokens.ts';

export type Tokens = { readonly [token: string]: string };

const names = Object.keys(themeTokens) as readonly ThemeToken[];
const HEX = /^#([\da-f]{3}|[\da-f]{6})$/i;
/** What `color-mix()` computes to, for a colour that lets nothing shine through. */
const SRGB = /^color\(srgb (\S+) (\S+) (\S+)\)$/;
const PLAIN = /^(-?[\d.]+(px|ms|s)?|normal)$/;

/** The custom properties that a theme is made of, as a list that `transition-property` takes. */
export const tokenProperties = names.map((name) => TOKEN_PREFIX + name).join();

/** Any CSS colour, as the browser computes it in a scheme; what it cannot compute stays as it is written, for the wallet to refuse. */
function colorIn(scheme: 'light' | 'dark', property: string, text: string, probe: HTMLElement): string {
  probe.style.colorScheme = scheme;
  probe.style.backgroundColor = `color-mix(in srgb, var(${property}), var(${property}))`;
  const channels = SRGB.exec(getComputedStyle(probe).backgroundColor)?.slice(1);
  if (!channels) return text;
  const toHex = (channel: string) => Math.round(Math.min(1, Math.max(0, Number(channel))) * 255).toString(16);
  return `#${channels.map((channel) => toHex(channel).padStart(2, '0')).join('')}`;
}

function readColor(property: string, text: string, probe: HTMLElement): string {
  if (HEX.test(text)) return text;
  const [light, dark] = [colorIn('light', property, text, probe), colorIn('dark', property, text, probe)];
  return light === dark ? light : `light-dark(${light}, ${dark})`;
}

/** A length in whatever unit, or `calc()`, in pixels of this page. */
function readLength(property: string, text: string, probe: HTMLElement): string {
  if (PLAIN.test(text)) return text;
  probe.style.marginLeft = '';
  probe.style.marginLeft = `var(${property})`;
  const { marginLeft } = getComputedStyle(probe);
  return marginLeft === '0px' ? text : marginLeft;
}

/**
 * The theme that the page's style sheets give an element: each token that has a value there, with `var()`, colours of any kind and lengths
 * of any unit worked out. Whether it is a good one, the wallet decides.
 *
 * @param probe an element inside the element's shadow root, for this alone
 */
export function readTheme(element: HTMLElement, probe: HTMLElement): Tokens {
  const computed = getComputedStyle(element);
  const tokens: { [token: string]: string } = {};
  for (const name of names) {
    const property = TOKEN_PREFIX + name;
    const text = computed.getPropertyValue(property).trim();
    if (!text) continue;
    const kind = themeTokens[name];
    tokens[property] = kind === 'color' ? readColor(property, text, probe) : /^(px|rem)/.test(kind) ? readLength(property, text, probe) : text;
  }
  // A page that is dark, or light, by itself takes the wallet along.
  const { colorScheme } = computed;
  if (/^(light|dark)$/.test(colorScheme)) tokens[`${TOKEN_PREFIX}scheme`] ??= colorScheme;
  return tokens;
}
