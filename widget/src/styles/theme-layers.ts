import { TOKEN_PREFIX } from '../../../host-sdk/src/contract/theme-tokens.ts';
import type { ThemeReport } from '../../../host-sdk/src/contract/types.ts';
import { applyTheme } from './theme.ts';

type Tokens = { readonly [token: string]: string };

/** Who brings a theme, the weaker first. What the person chose in the wallet's own settings is a style on the root, and stronger than both. */
const layers = { app: {} as Tokens, page: {} as Tokens };

/** A preset stands under the tokens that name it, whatever their order. */
async function withPreset(tokens: Tokens): Promise<{ readonly tokens: Tokens; readonly rejected: readonly string[] }> {
  const property = `${TOKEN_PREFIX}preset`;
  const { [property]: name, ...rest } = tokens;
  if (name === undefined) return { tokens, rejected: [] };
  // Most themes name none, so the presets are fetched by those that do.
  const { themePresets } = await import('../../../host-sdk/src/contract/theme-presets.ts');
  const preset = themePresets.find((candidate) => candidate.name === name);
  return preset === undefined ? { tokens: rest, rejected: [property] } : { tokens: { ...preset.tokens, ...rest }, rejected: [] };
}

/**
 * Takes a theme from the app or the page, and shows both, one over the other.
 *
 * @returns what became of them: `rejected` names this layer's tokens and those of the other
 */
export async function setThemeLayer(layer: keyof typeof layers, tokens: Tokens): Promise<ThemeReport> {
  layers[layer] = tokens;
  const [app, page] = await Promise.all([withPreset(layers.app), withPreset(layers.page)]);
  // A newer call may have come while presets were fetched: it shows what is newest, and so does this one.
  const report = applyTheme({ ...app.tokens, ...page.tokens });
  return { ...report, rejected: [...app.rejected, ...page.rejected, ...report.rejected] };
}
