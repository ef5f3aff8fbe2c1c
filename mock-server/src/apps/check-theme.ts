import { themePresets } from '../../../host-sdk/src/contract/theme-presets.ts';
import { readThemeValue } from '../../../host-sdk/src/contract/theme-values.ts';
import { ConfigError } from './config-error.ts';

/**
 * Checks an app's theme as the widget will: tokens by their full names, for both schemes by `light-dark()`, or a preset and what differs.
 *
 * @throws ConfigError that names the token
 */
export function checkTheme(theme: { readonly [token: string]: unknown }): void {
  for (const [token, value] of Object.entries(theme)) {
    const isPreset = token !== '--alcove-preset' || themePresets.some(({ name }) => name === value);
    if (typeof value !== 'string' || readThemeValue(token, value) === null || !isPreset) {
      throw new ConfigError(`theme.${token}`.slice(0, 80), 'is no token of a theme, or not a value that it may have');
    }
  }
}
