import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Provider } from '../../contract/api.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-spinner/alc-spinner.ts';
import { AlcBackEvent, AlcSignInEvent } from '../../events.ts';
import type { ErrorText } from '../error-words.ts';
import { ScreenElement } from '../screen-element.ts';
import { signInViewStyles } from './sign-in-view.styles.ts';

/**
 * @summary Login with an account the person already has, and the wait for its window.
 * @event {AlcSignInEvent} alc-sign-in - A provider was tapped; dispatched inside the click.
 * @event {AlcBackEvent} alc-back - The person stopped waiting for the provider's window.
 */
@customElement('alc-sign-in-view')
export class AlcSignInView extends ScreenElement {
  static override styles = [ScreenElement.styles, signInViewStyles];

  @property({ attribute: false }) providers: readonly Provider[] = [];

  /** False until the login code is loaded: a window must open inside the click, or the browser blocks it. */
  @property({ type: Boolean }) ready = false;

  /** The provider whose window is open; null while there is none. */
  @property({ attribute: 'signing-in-with' }) signingInWith: string | null = null;

  /** Why the last try did not work. */
  @property({ attribute: false }) problem: WireError | null = null;

  /** The words for errors come only when there is one: most people sign in without. */
  @state() private tell: ((error: WireError) => ErrorText) | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('problem') || this.problem === null || this.tell !== null) return;
    import('../error-text.ts').then(
      ({ errorText }) => {
        this.tell = errorText;
      },
      // Without words the providers are still there, and trying again is what the words would say.
      () => undefined,
    );
  }

  override render() {
    return html`<alc-sheet>${this.renderHeader()} ${this.signingInWith === null ? this.#renderChoice() : this.#renderWaiting(this.signingInWith)}</alc-sheet>`;
  }

  #renderChoice(): TemplateResult {
    return html`
      <div class="content centred">
        <div class="mark"><alc-icon name="wallet"></alc-icon></div>
        <h1 tabindex="-1">${msg('Sign in to your wallet', { id: 'sign-in.title' })}</h1>
        <p class="lead">${msg('One account you already have. Nothing to install, nothing to write down.', { id: 'sign-in.promise' })}</p>
        ${this.#renderProblem()}
      </div>
      <div slot="actions" class="actions">
        ${this.providers.map(
          (provider) => html`<alc-button
            id=${`provider-${provider.providerId}`}
            variant="primary"
            full
            ?busy=${!this.ready}
            busy-label=${msg('Getting ready', { id: 'sign-in.getting-ready' })}
            @click=${() => this.#signIn(provider)}
            >${msg(str`Continue with ${provider.name}`, { id: 'sign-in.continue-with' })}</alc-button
          >`,
        )}
        <p class="small">
          ${
            this.frame.origin === null
              ? msg('Your sign-in account and your PIN stay inside this wallet.', { id: 'sign-in.small-print-alone' })
              : msg(
                  str`${this.frame.origin} sees your wallet address only if you connect, and nothing happens without your approval. It never sees your sign-in account or your PIN.`,
                  { id: 'sign-in.small-print' },
                )
          }
        </p>
      </div>`;
  }

  #renderWaiting(providerId: string): TemplateResult {
    const name = this.providers.find((provider) => provider.providerId === providerId)?.name ?? providerId;
    return html`
      <div class="content centred">
        <div class="mark"><alc-spinner></alc-spinner></div>
        <h1 tabindex="-1">${msg('Finish in the window that opened', { id: 'sign-in.waiting.title' })}</h1>
        <p class="lead">${msg(str`Sign in with ${name} there. This screen then moves on by itself.`, { id: 'sign-in.waiting.text' })}</p>
      </div>
      <div slot="actions" class="actions">
        <alc-button id="cancel" variant="secondary" full @click=${() => this.dispatchEvent(new AlcBackEvent())}
          >${msg('Cancel', { id: 'action.cancel' })}</alc-button
        >
      </div>`;
  }

  #renderProblem(): TemplateResult | typeof nothing {
    // Someone who stopped on purpose knows it.
    if (this.problem === null || this.problem.data?.reason === 'cancelled' || this.tell === null) return nothing;
    const text = this.tell(this.problem);
    return html`<alc-banner level="caution" heading=${text.heading} role="alert">${text.what} ${text.todo}</alc-banner>`;
  }

  #signIn(provider: Provider): void {
    if (this.ready) this.dispatchEvent(new AlcSignInEvent(provider.providerId));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-sign-in-view': AlcSignInView;
  }
}
