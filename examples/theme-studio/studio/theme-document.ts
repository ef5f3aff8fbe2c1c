import { themePresets } from '../../../host-sdk/src/contract/theme-presets.ts';
import { TOKEN_PREFIX } from '../../../host-sdk/src/contract/theme-tokens.ts';
import { readThemeValue } from '../../../host-sdk/src/contract/theme-values.ts';

export type Tokens = { readonly [token: string]: string };

/** A theme that is being worked on, and every step back. */
export class ThemeDocument {
  #steps: Tokens[];
  #at = 0;
  readonly #onChange: () => void;

  constructor(first: Tokens, onChange: () => void) {
    this.#steps = [first];
    this.#onChange = onChange;
  }

  get tokens(): Tokens {
    return this.#steps[this.#at] ?? {};
  }
  get canUndo(): boolean {
    return this.#at > 0;
  }
  get canRedo(): boolean {
    return this.#at < this.#steps.length - 1;
  }

  /** @param isFollowing part of the same movement, such as the next place of a slider: one step back for all of it */
  change(tokens: Tokens, isFollowing = false): void {
    const kept = this.#steps.slice(0, isFollowing && this.#at > 0 ? this.#at : this.#at + 1);
    this.#steps = [...kept, tokens];
    this.#at = this.#steps.length - 1;
    this.#onChange();
  }

  undo(): void {
    if (!this.canUndo) return;
    this.#at -= 1;
    this.#onChange();
  }

  redo(): void {
    if (!this.canRedo) return;
    this.#at += 1;
    this.#onChange();
  }
}

/** For the address, after `#`. */
export function toHash(tokens: Tokens): string {
  const bytes = new TextEncoder().encode(JSON.stringify(tokens));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Null for what is no theme. */
export function fromHash(hash: string): Tokens | null {
  try {
    const bytes = Uint8Array.from(atob(hash.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    return readTheme(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** What the wallet takes of a theme, in its own spelling: no quote, brace or line end in it that a style sheet or a shell would read. */
export function soundTokens(tokens: Tokens): Tokens {
  return Object.fromEntries(
    Object.entries(tokens).flatMap(([name, given]) => {
      const value = readThemeValue(name, given);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The three forms a theme is taken along in, without what the wallet would refuse. */
export const formats: { readonly [name: string]: (tokens: Tokens) => string } = {
  CSS: (tokens) =>
    `alcove-wallet {\n${Object.entries(soundTokens(tokens))
      .map(([name, value]) => `  ${name}: ${value};`)
      .join('\n')}\n}\n`,
  JSON: (tokens) => `${JSON.stringify(soundTokens(tokens), null, 2)}\n`,
  Registry: (tokens) => `npx alcove apps set YOUR-APP 'theme=${JSON.stringify(soundTokens(tokens))}'\n`,
};

/** A preset that is named is all its tokens, so that each can be changed. */
function withPreset({ [`${TOKEN_PREFIX}preset`]: name, ...own }: Tokens): Tokens {
  return { ...themePresets.find((preset) => preset.name === name)?.tokens, ...own };
}

/** Any of the three forms. @throws TypeError for anything else */
export function readTheme(text: string): Tokens {
  const json = /\{[\s\S]*\}/.exec(text)?.[0] ?? '';
  const declarations = [...text.matchAll(/(--alcove-[\w-]+)\s*:\s*([^;{}]+);/g)];
  if (declarations.length > 0 && !/^\s*\{\s*"/.test(json))
    return withPreset(Object.fromEntries(declarations.map(([, name = '', value = '']) => [name, value.trim()])));
  const value = JSON.parse(json) as unknown;
  if (typeof value !== 'object' || value === null || !Object.values(value).every((one) => typeof one === 'string')) throw new TypeError('not a theme');
  return withPreset(value as Tokens);
}
