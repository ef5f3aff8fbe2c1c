import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-pin-pad/alc-pin-pad.ts';
import '../../elements/alc-spinner/alc-spinner.ts';
import '../../elements/alc-tick/alc-tick.ts';
import { AlcContinueEvent, AlcSignOutEvent, AlcTaskEvent } from '../../events.ts';
import type { CreateProgress, PinProblem } from '../../state/state.ts';
import { errorText } from '../error-text.ts';
import { ScreenElement } from '../screen-element.ts';
import { createViewStyles } from './create-view.styles.ts';

/**
 * @summary Makes a wallet: why a PIN, choose it, repeat it, wait, done.
 * @event {AlcContinueEvent} alc-continue - Start, try again, or go on to the finished wallet.
 * @event {AlcPinEvent} alc-pin - A PIN was chosen or repeated (from the key pad).
 * @event {AlcBackEvent} alc-back - From repeating to choosing, from choosing to the beginning.
 * @event {AlcSignOutEvent} alc-sign-out - The wrong account is signed in.
 * @event {AlcTaskEvent} alc-task - `import`: the person has a wallet elsewhere.
 */
@customElement('alc-create-view')
export class AlcCreateView extends ScreenElement {
  static override styles = [ScreenElement.styles, createViewStyles];

  @property({ attribute: false }) progress: CreateProgress = { step: 'intro' };

  /** Why the last PIN was not taken: a rule it broke, or that the two differ. */
  @property({ attribute: false }) problem: PinProblem | null = null;

  /** Who is signed in, to notice a wrong account before a wallet is made for it. */
  @property({ attribute: false }) user: { readonly name: string | null; readonly email: string | null } | null = null;

  override render() {
    return html`<alc-sheet>${this.#renderStep()}</alc-sheet>`;
  }

  #renderStep(): TemplateResult {
    switch (this.progress.step) {
      case 'intro':
        return this.#renderIntro();
      case 'choose':
        return this.#renderPad(
          msg('Choose a PIN', { id: 'create.choose.title' }),
          msg('6 to 12 digits. Not a birthday, not a pattern.', { id: 'create.choose.text' }),
        );
      case 'confirm':
        return this.#renderPad(
          msg('Enter your PIN again', { id: 'create.confirm.title' }),
          msg('So that a slip of the finger does not lock you out.', { id: 'create.confirm.text' }),
        );
      case 'working':
        return this.#renderWorking();
      case 'done':
        return this.#renderDone(this.progress.address);
      case 'failed':
        return this.#renderFailed(this.progress.error);
    }
  }

  #renderIntro(): TemplateResult {
    const who = this.user?.email ?? this.user?.name ?? null;
    return html`${this.renderHeader()}
      <div class="content">
        <div class="mark"><alc-icon name="key"></alc-icon></div>
        <h1 tabindex="-1">${msg('Protect your wallet with a PIN', { id: 'create.intro.title' })}</h1>
        <p class="lead">${msg('Your PIN is what approves payments. Without it nobody can use your key.', { id: 'create.intro.why' })}</p>
        <ul class="points">
          <li>
            <alc-icon name="lock"></alc-icon>
            <span>${msg('Only you know it. It is never stored, and this site never sees it.', { id: 'create.intro.private' })}</span>
          </li>
          <li>
            <alc-icon name="shield-check"></alc-icon>
            <span>${msg('Guessing does not work: after ten wrong tries it locks.', { id: 'create.intro.guess' })}</span>
          </li>
          <li>
            <alc-icon name="alert-triangle"></alc-icon>
            <span>${msg('If you forget it, nobody can look it up for you. Choose one you will remember.', { id: 'create.intro.forgotten' })}</span>
          </li>
        </ul>
      </div>
      <div slot="actions" class="actions">
        <alc-button id="start" variant="primary" full @click=${this.#proceed}>${msg('Choose a PIN', { id: 'create.choose.title' })}</alc-button>
        <p class="small">
          <button id="import" class="link" type="button" @click=${() => this.dispatchEvent(new AlcTaskEvent('import'))}>
            ${msg('Bring a wallet you have', { id: 'task.import' })}
          </button>
        </p>
        ${
          who === null
            ? nothing
            : html`<p class="small who">
                <span>${who}</span>
                <button id="sign-out" class="link" type="button" @click=${() => this.dispatchEvent(new AlcSignOutEvent())}>
                  ${msg('Sign out', { id: 'action.sign-out' })}
                </button>
              </p>`
        }
      </div>`;
  }

  #renderPad(heading: string, text: string): TemplateResult {
    return html`${this.renderHeader({ back: true })}
      <div class="content pad">
        <h1 tabindex="-1">${heading}</h1>
        <p class="lead">${text}</p>
        <alc-pin-pad id="pad" length-min="6" length-max="12" .problem=${this.problem}></alc-pin-pad>
      </div>`;
  }

  #renderWorking(): TemplateResult {
    return html`${this.renderHeader()}
      <div class="content centred waiting">
        <div class="mark"><alc-spinner></alc-spinner></div>
        <h1 tabindex="-1">${msg('Making your wallet', { id: 'create.working.title' })}</h1>
        <p class="lead">${msg('Your key is made inside the secure enclave, where nobody can read it. This takes a few seconds.', { id: 'create.working.text' })}</p>
      </div>`;
  }

  #renderDone(address: string): TemplateResult {
    return html`${this.renderHeader()}
      <div class="content centred">
        <alc-tick></alc-tick>
        <h1 tabindex="-1">${msg('Your wallet is ready', { id: 'create.done.title' })}</h1>
        <p class="lead">${msg('This is your address. It is safe to share: money can only come in with it.', { id: 'create.done.text' })}</p>
        <div class="card"><alc-address address=${address} copyable></alc-address></div>
      </div>
      <div slot="actions" class="actions">
        <alc-button id="continue" variant="primary" full @click=${this.#proceed}>${msg('Continue', { id: 'action.continue' })}</alc-button>
      </div>`;
  }

  #renderFailed(error: WireError): TemplateResult {
    const text = errorText(error);
    return html`${this.renderHeader()}
      <div class="content centred">
        <div class="mark" data-level="caution"><alc-icon name="alert-triangle"></alc-icon></div>
        <h1 tabindex="-1">${text.heading}</h1>
        <p class="lead">${text.what}</p>
        <p class="safe"><alc-icon name="shield-check"></alc-icon>${msg('No wallet was lost: trying again goes on where this stopped.', { id: 'create.failed.safe' })}</p>
        <p class="quiet">${text.todo}</p>
      </div>
      <div slot="actions" class="actions">
        <alc-button id="retry" variant="primary" full @click=${this.#proceed}>${msg('Try again', { id: 'action.retry' })}</alc-button>
      </div>`;
  }

  #proceed(): void {
    this.dispatchEvent(new AlcContinueEvent());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-create-view': AlcCreateView;
  }
}
