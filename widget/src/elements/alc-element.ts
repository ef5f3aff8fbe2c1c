import { updateWhenLocaleChanges } from '@lit/localize';
import { type CSSResultGroup, type CSSResultOrNative, LitElement } from 'lit';
import { baseStyles } from '../styles/base.styles.ts';
import { takeTurn } from './turns.ts';

/**
 * What every element of the wallet is: it has the base styles under its own, speaks the person's language, and draws itself at once, or,
 * while the wallet opens, in its turn.
 */
export abstract class AlcElement extends LitElement {
  protected static override finalizeStyles(styles: CSSResultGroup = []): CSSResultOrNative[] {
    return LitElement.finalizeStyles([baseStyles, styles]);
  }

  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }

  protected override scheduleUpdate() {
    return takeTurn()?.then(() => super.scheduleUpdate()) ?? super.scheduleUpdate();
  }
}
