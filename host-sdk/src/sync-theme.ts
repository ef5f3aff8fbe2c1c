import { TOKEN_PREFIX } from './contract/theme-tokens.ts';
import type { ThemeReport } from './contract/types.ts';
import type { ElementTheme, LauncherHost } from './launcher-host.ts';
import { readTheme, type Tokens } from './read-theme.ts';
import { watchTheme } from './watch-theme.ts';

/** A page may animate a token; the wallet is told ten times a second, and the last value always. */
const PAUSE_MS = 100;

const hidden = 'position:fixed;visibility:hidden;width:0;height:0;forced-color-adjust:none';

/** `theme` as tokens: a preset's name, JSON, or an object, with or without the `--alcove-` before the names. */
export function tokensOf(theme: ElementTheme | null | undefined): Tokens {
  if (!theme) return {};
  if (typeof theme === 'string') {
    if (!theme.trim().startsWith('{')) return { [`${TOKEN_PREFIX}preset`]: theme.trim() };
    try {
      return tokensOf(JSON.parse(theme));
    } catch {
      console.warn('Alcove: the attribute theme is neither JSON nor the name of a preset');
      return {};
    }
  }
  return Object.fromEntries(Object.entries(theme).map(([name, value]) => [name.startsWith('--') ? name : TOKEN_PREFIX + name, String(value)]));
}

export type ThemeSync = {
  /** Looks again, for what is no style: the property and the attribute, another wallet, one that has started. */
  look(): void;
};

/**
 * Keeps a wallet in the look that the page gives its element: the `theme` attribute or property, and over it what style sheets say.
 *
 * @param onReport what the wallet made of it
 */
export function syncTheme(element: LauncherHost, root: ShadowRoot, onReport: (report: ThemeReport) => void): ThemeSync {
  const [watched, probe] = [document.createElement('i'), document.createElement('i')];
  for (const part of [watched, probe]) {
    part.style.cssText = hidden;
    part.ariaHidden = 'true';
    root.append(part);
  }
  let told = '{}';
  let toldTo: unknown;
  let lastMs = -PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (): void => {
    timer = undefined;
    const { wallet } = element;
    const { phase } = wallet.status();
    // A wallet that is not there is not brought back by a change of colours; it is told when it starts.
    if (!element.isConnected || phase === 'idle' || phase === 'failed') return;
    const tokens = { ...tokensOf(element.theme), ...readTheme(element, probe) };
    const text = JSON.stringify(tokens);
    if (text === (toldTo === wallet ? told : '{}')) return;
    [told, toldTo, lastMs] = [text, wallet, performance.now()];
    wallet.setTheme(tokens).then(onReport, () => {
      if (told === text) told = '';
    });
  };
  const look = (): void => {
    timer ??= setTimeout(tell, Math.max(0, lastMs + PAUSE_MS - performance.now()));
  };
  watchTheme(watched, () => {
    if (performance.now() - lastMs >= PAUSE_MS) {
      clearTimeout(timer);
      tell();
    } else look();
  });
  tell();
  return { look };
}
