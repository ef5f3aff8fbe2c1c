import type { ReactiveControllerHost } from 'lit';
import { hasSettingsWords, loadSettingsWords } from './settings-words.ts';

/** Fetches the words when the language has changed, and renders again with them. Call it before each rendering. */
export function keepWords(host: Pick<ReactiveControllerHost, 'requestUpdate'>): void {
  if (!hasSettingsWords()) void loadSettingsWords().then(() => host.requestUpdate());
}
