import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-pin-pad/alc-pin-pad.ts';
import { AlcItemEvent, type AlcPinEvent, AlcSignOutEvent } from '../../events.ts';
import { joinSentences } from '../../i18n/format.ts';
import type { Lock } from '../../state/settings.ts';
import type { PinProblem } from '../../state/state.ts';
import { errorText } from '../error-text.ts';
import { forgottenPin } from '../forgotten-pin.ts';
import { pinViewStyles } from '../pin-view/pin-view.styles.ts';
import { ScreenElement } from '../screen-element.ts';
import { settingsWords } from '../settings-words/settings-words.ts';
import { keepWords } from '../settings-words/worded.ts';

/**
 * @summary A locked wallet: nothing of its owner is on the screen, and the PIN opens it. A site that waits is named, not what it asks.
 * @event {AlcItemEvent} alc-item - `unlock`, with the PIN.
 * @event {AlcTaskEvent} alc-task - `recover`: the PIN is forgotten.
 * @event {AlcSignOutEvent} alc-sign-out - The way out.
 */
@customElement('alc-lock-view')
export class AlcLockView extends ScreenElement {
  static override styles = [ScreenElement.styles, pinViewStyles];

  @property({ attribute: false }) lock: Lock | null = null;
  /** Why the last PIN was refused. */
  @property({ attribute: false }) problem: PinProblem | null = null;
  @property({ attribute: false }) waitingOrigin: string | null = null;

  override willUpdate(): void {
    keepWords(this);
  }

  override render() {
    const { locked, lockedText, lockedWaiting, checkingPin } = settingsWords();
    const problem = this.lock?.problem ?? null;
    const isChecking = this.lock?.step === 'checking';
    const text = problem === null ? null : errorText(problem);
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${locked}</h1>
        <p class="lead">${this.waitingOrigin === null ? lockedText : lockedWaiting(this.waitingOrigin)}</p>
        <p class="small" role="status">${isChecking ? checkingPin : text === null ? nothing : joinSentences(text.heading, text.todo)}</p>
        <alc-pin-pad id="pad" length-min="6" length-max="12" .problem=${this.problem} ?busy=${isChecking} @alc-pin=${this.#unlock}></alc-pin-pad>
        ${forgottenPin(this)}
        <button id="sign-out" class="link" type="button" @click=${() => this.dispatchEvent(new AlcSignOutEvent())}>
          ${msg('Sign out', { id: 'action.sign-out' })}
        </button>
      </div>
    </alc-sheet>`;
  }

  /** This PIN approves nothing, so it goes nowhere else. */
  #unlock(event: AlcPinEvent): void {
    event.stopPropagation();
    this.dispatchEvent(new AlcItemEvent({ what: 'unlock', pin: event.pin }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-lock-view': AlcLockView;
  }
}
