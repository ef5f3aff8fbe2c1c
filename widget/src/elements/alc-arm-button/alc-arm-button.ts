import { msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { AlcArmedClickEvent, AlcContinueEvent } from '../../events.ts';
import { AlcElement } from '../alc-element.ts';
import '../alc-spinner/alc-spinner.ts';
import { armButtonStyles } from './alc-arm-button.styles.ts';
import { browserVisibility, isEmbedded, type Sight, type SightWatch, type VisibilitySource } from './visibility.ts';

/** How long the screen must have been in full sight, without a change, before the button takes a press. */
export const ARM_AFTER_MS = 600;

/**
 * @summary The Approve button. It takes a press only after the screen has been fully visible for 600 ms, and says why while it does not.
 * @slot - Label, e.g. "Approve".
 * @fires alc-armed-click - A person pressed the armed button, by pointer, key or assistive technology.
 * @fires alc-continue - A person pressed it while the page around the wallet hides it: the way on is a window of the wallet's own.
 * @csspart button - The native button.
 * @cssproperty [--alc-arm-duration=600ms] - How long the filling takes; the wait itself is fixed.
 * @example `<alc-arm-button .summary=${card} ?disabled=${!accepted} reason="Confirm the warning first">Approve</alc-arm-button>`
 */
@customElement('alc-arm-button')
export class AlcArmButton extends AlcElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = armButtonStyles;

  /** Held back by the screen itself; say why in `reason`. */
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Words shown in place of the label while `disabled`. */
  @property() reason = '';
  @property() variant: 'primary' | 'danger' = 'primary';
  @property({ type: Boolean, reflect: true }) busy = false;
  @property({ attribute: 'busy-label' }) busyLabel = '';
  /** What the person is approving; it must be in full sight too. */
  @property({ attribute: false }) summary: Element | null = null;
  /** Where visibility comes from: the browser, but in tests. */
  @property({ attribute: false }) visibilitySource: VisibilitySource = browserVisibility;
  /** Whether a page of another origin is around the wallet. */
  @property({ attribute: false }) embedded = isEmbedded();

  @state() private sight: Sight = 'hidden';
  @state() private isArmed = false;
  @query('button') private readonly button!: HTMLButtonElement;

  #watch: SightWatch | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #gestureBeganDisarmed = false;

  /** True while a press would count. */
  get armed(): boolean {
    return this.isArmed;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.#watch === null || changed.has('summary') || changed.has('visibilitySource')) this.#observe();
    else if (changed.has('disabled') || changed.has('busy') || changed.has('reason')) this.#restart();
  }

  #observe(): void {
    this.#stop();
    if (!this.isConnected) return;
    const targets = this.summary === null ? [this.button] : [this.button, this.summary];
    this.#watch = this.visibilitySource.watch(targets, (sight) => {
      this.sight = sight;
      this.#restart();
    });
  }

  #stop(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#disarm();
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.isArmed = false;
  }

  /** Every change of what can be seen starts the wait anew. */
  #restart(): void {
    this.#disarm();
    if (this.disabled || this.busy || this.sight !== 'clear') return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.sight = this.#watch?.read() ?? 'hidden';
      this.isArmed = this.sight === 'clear';
    }, ARM_AFTER_MS);
  }

  /** A press that began before the button was armed must not count when it ends after. */
  readonly #onGesture = (): void => {
    this.#gestureBeganDisarmed = !this.isArmed;
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    // A key still held from the screen before repeats; it is not a decision about this one.
    if (event.repeat) event.preventDefault();
    else this.#onGesture();
  };

  readonly #onClick = (event: MouseEvent): void => {
    event.stopPropagation();
    const beganDisarmed = this.#gestureBeganDisarmed;
    this.#gestureBeganDisarmed = false;
    if (event.isTrusted && this.#offersWindow) this.dispatchEvent(new AlcContinueEvent());
    if (!event.isTrusted || beganDisarmed || !this.isArmed) return;
    const sight = this.#watch?.read() ?? 'hidden';
    if (sight !== 'clear') {
      this.sight = sight;
      this.#restart();
      return;
    }
    this.dispatchEvent(new AlcArmedClickEvent());
  };

  /** Opening a window approves nothing, so no matter who made the person press here. */
  get #offersWindow(): boolean {
    return this.embedded && !this.disabled && !this.busy && (this.sight === 'hidden' || this.sight === 'too-small');
  }

  /** Why a press would not count; empty while the wait runs, which the filling shows. */
  #heldWords(): string {
    if (this.disabled) return this.reason;
    switch (this.sight) {
      case 'clear':
        return '';
      case 'unfocused':
        return msg('Tap here to continue', { id: 'arm.focus' });
      case 'too-small':
        return msg('Make the window larger', { id: 'arm.small' });
      case 'hidden':
        return msg('This button must be fully visible', { id: 'arm.hidden' });
    }
  }

  override render(): TemplateResult {
    const words = this.#heldWords();
    const held = this.disabled || words !== '';
    const phase = this.busy || this.isArmed ? 'armed' : held ? 'held' : 'arming';
    return html`<button
      part="button"
      type="button"
      class="${phase} ${this.variant}"
      aria-disabled=${this.isArmed && !this.busy ? nothing : 'true'}
      aria-busy=${this.busy ? 'true' : nothing}
      aria-describedby="state"
      @pointerdown=${this.#onGesture}
      @keydown=${this.#onKeyDown}
      @click=${this.#onClick}
    >
      <span class="fill"></span>
      <span class="label">${this.#renderLabel(words)}</span>
    </button>
    <span id="state" class="visually-hidden">${phase === 'arming' ? msg('Ready in a moment', { id: 'arm.soon' }) : ''}</span>`;
  }

  #renderLabel(words: string): TemplateResult {
    if (this.busy) return html`<alc-spinner></alc-spinner>${this.busyLabel === '' ? html`<slot></slot>` : this.busyLabel}`;
    return words === ''
      ? html`<slot></slot>`
      : html`<span class="visually-hidden"><slot></slot></span>${words}${this.#offersWindow ? html`<br />${msg('Continue in a window', { id: 'arm.window' })}` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-arm-button': AlcArmButton;
  }
}
