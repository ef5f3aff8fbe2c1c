import type { PropertyValues } from 'lit';
import { currentLanguage } from '../../i18n/locale.ts';
import { ScreenElement } from '../screen-element.ts';
import { hasOwnWords, loadOwnWords, say } from './own-words.ts';

// The code of these screens is there once their words are: nobody sees a screen change its language.
await loadOwnWords(currentLanguage());

/** A screen whose words come with it. */
export abstract class OwnElement extends ScreenElement {
  protected readonly say = say;

  override willUpdate(_changed: PropertyValues<this>): void {
    const language = currentLanguage();
    if (!hasOwnWords(language)) void loadOwnWords(language).then(() => this.requestUpdate());
  }
}
