import { msg } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { AlcPinEvent } from '../../events.ts';
import type { PinProblem } from '../../state/state.ts';
import { AlcElement } from '../alc-element.ts';
import '../alc-icon/alc-icon.ts';
import '../alc-spinner/alc-spinner.ts';
import { pinPadStyles } from './alc-pin-pad.styles.ts';
import { patternStyles } from './patterns.styles.ts';
import { enteredWords, pinProblemWords, retryWords } from './pin-words.ts';

const PATTERNS = 8;
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * @summary The wallet's own keys for a PIN of 6 to 12 digits. What was typed is in no attribute, text or label, only its length.
 * @fires alc-pin - The confirmed PIN; the pad has cleared its own copy when listeners run.
 * @example `<alc-pin-pad heading="Enter your PIN" .problem=${problem} ?busy=${checking}></alc-pin-pad>`
 */
@customElement('alc-pin-pad')
export class AlcPinPad extends AlcElement {
  static override styles = [pinPadStyles, patternStyles];

  @property({ type: Number, attribute: 'length-min' }) lengthMin = 6;
  @property({ type: Number, attribute: 'length-max' }) lengthMax = 12;
  /** Why the last PIN was refused. The dots shake once for each new one. */
  @property({ attribute: false }) problem: PinProblem | null = null;
  /** The PIN is being checked: the dots move and no key takes a press. */
  @property({ type: Boolean, reflect: true }) busy = false;
  /** What the PIN is for. Default: read out as "Enter PIN", nothing shown. */
  @property() heading = '';
  /** The ground the person chose at set-up, 1 to 8; 0 for none. A mark of trust: no theme reaches it. */
  @property({ type: Number }) pattern = 0;
  /** Time in milliseconds since 1970; replaced in tests. */
  @property({ attribute: false }) now: () => number = Date.now;

  @state() private count = 0;
  @state() private shaking = false;
  @state() private waitMs = 0;

  #digits: string[] = [];
  #ticker: ReturnType<typeof setInterval> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKeyDown);
    this.#startWait();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKeyDown);
    this.#stopWait();
    this.clear();
  }

  /** Forgets every digit typed so far. */
  clear(): void {
    this.#digits.fill('');
    this.#digits = [];
    this.count = 0;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('problem')) return;
    const code = this.problem?.code;
    this.shaking = code === 'pin_wrong' || code === 'pin_delayed' || code === 'mismatch';
    this.#startWait();
  }

  #startWait(): void {
    this.#stopWait();
    this.#readWait();
    if (this.waitMs > 0) this.#ticker = setInterval(() => this.#readWait(), 250);
  }

  #readWait(): void {
    const problem = this.problem;
    const retryAtMs = problem !== null && 'retryAtMs' in problem ? problem.retryAtMs : null;
    this.waitMs = retryAtMs === null ? 0 : Math.max(0, retryAtMs - this.now());
    if (this.waitMs === 0) this.#stopWait();
  }

  #stopWait(): void {
    if (this.#ticker !== null) clearInterval(this.#ticker);
    this.#ticker = null;
  }

  get #blocked(): boolean {
    const outOfTries = this.problem?.code === 'pin_wrong' && this.problem.remaining <= 0;
    return this.busy || this.waitMs > 0 || outOfTries || this.problem?.code === 'pin_locked';
  }

  #type(digit: string): void {
    if (this.#blocked || this.#digits.length >= this.lengthMax) return;
    this.#digits.push(digit);
    this.count = this.#digits.length;
  }

  #erase(): void {
    if (this.#blocked) return;
    this.#digits.pop();
    this.count = this.#digits.length;
  }

  #confirm(): void {
    if (this.#blocked || this.#digits.length < this.lengthMin) return;
    const pin = this.#digits.join('');
    this.clear();
    this.dispatchEvent(new AlcPinEvent(pin));
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return;
    if (/^[0-9]$/.test(event.key)) this.#type(event.key);
    else if (event.key === 'Backspace') this.#erase();
    // On a button Enter means that button.
    else if (event.key === 'Enter' && !(target instanceof HTMLButtonElement)) {
      if (!event.repeat) this.#confirm();
    } else return;
    event.preventDefault();
  };

  /** A tap leaves the focus where it was, so that Enter on a real keyboard still confirms instead of typing the last key again. */
  readonly #keepFocus = (event: Event): void => event.preventDefault();

  override render(): TemplateResult {
    const pattern = Number.isInteger(this.pattern) && this.pattern > 0 ? `pattern pattern-${((this.pattern - 1) % PATTERNS) + 1}` : '';
    const label = this.heading === '' ? msg('Enter PIN', { id: 'pin.heading' }) : this.heading;
    return html`<div class="pad ${pattern} ${this.busy ? 'busy' : ''}" role="group" aria-label=${label}>
      ${this.heading === '' ? nothing : html`<p class="heading subtitle">${this.heading}</p>`}
      ${this.#renderDots()}
      <span class="visually-hidden" role="status">${this.count === 0 ? '' : enteredWords(this.count, this.lengthMin)}</span>
      ${this.#renderWords()}
      <div class="keys" @mousedown=${this.#keepFocus}>
        ${DIGITS.map((digit) => this.#renderDigit(digit))}
        ${this.#renderTool()}
        ${this.#renderDigit('0')}
        ${this.#renderConfirm()}
      </div>
    </div>`;
  }

  #renderDots(): TemplateResult {
    const shown = Math.max(this.lengthMin, this.count);
    const dots = Array.from({ length: shown }, (_, index) => html`<span class="dot ${index < this.count ? 'filled' : ''}"></span>`);
    return html`<div class="dots ${shown > 8 ? 'many' : ''} ${this.shaking ? 'shake' : ''}" aria-hidden="true" @animationend=${this.#onShaken}>${dots}</div>`;
  }

  readonly #onShaken = (event: AnimationEvent): void => {
    if (event.target === event.currentTarget) this.shaking = false;
  };

  #renderWords(): TemplateResult {
    const problem = this.problem;
    const words = problem === null ? '' : pinProblemWords(problem, this.lengthMin, this.lengthMax);
    const wait = this.waitMs > 0 ? retryWords(this.waitMs) : '';
    // The countdown changes every second: it is read once with the problem, then left to the eye.
    return html`<div class="words">
      <div role="alert">${words === '' ? nothing : html`<p><alc-icon name="info"></alc-icon>${words}</p>`}</div>
      ${wait === '' ? nothing : html`<p class="wait" role="timer" aria-live="off">${wait}</p>`}
    </div>`;
  }

  #renderDigit(digit: string): TemplateResult {
    return html`<button class="key" type="button" aria-disabled=${this.#blocked ? 'true' : nothing} @click=${() => this.#type(digit)}>${digit}</button>`;
  }

  #renderTool(): TemplateResult {
    return html`<button
      class="key tool"
      type="button"
      aria-label=${msg('Delete one digit', { id: 'pin.delete' })}
      aria-disabled=${this.#blocked || this.count === 0 ? 'true' : nothing}
      @click=${() => this.#erase()}
    ><alc-icon name="delete"></alc-icon></button>`;
  }

  #renderConfirm(): TemplateResult {
    const ready = !this.#blocked && this.count >= this.lengthMin;
    return html`<button
      class="key confirm ${this.busy ? 'busy' : ''}"
      type="button"
      aria-disabled=${ready ? nothing : 'true'}
      aria-busy=${this.busy ? 'true' : nothing}
      @click=${() => this.#confirm()}
    >${this.busy ? html`<alc-spinner></alc-spinner><span class="visually-hidden">${msg('Working', { id: 'button.busy' })}</span>` : msg('OK', { id: 'pin.confirm' })}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-pin-pad': AlcPinPad;
  }
}
