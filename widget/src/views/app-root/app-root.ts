import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Actions } from '../../actions.ts';
import { AlcElement } from '../../elements/alc-element.ts';
import '../../elements/alc-dev-banner/alc-dev-banner.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { drawInTurns } from '../../elements/turns.ts';
import { nextTask } from '../../next-task.ts';
import type { Approval, AppState } from '../../state/state.ts';
import { type ReadableStore, StoreController } from '../../state/store-controller.ts';
import '../loading-view/loading-view.ts';
import type { ScreenElement } from '../screen-element.ts';
import '../sign-in-view/sign-in-view.ts';
import { appRootStyles } from './app-root.styles.ts';
import { joinActions } from './join-actions.ts';
import { LazyScreens } from './lazy-screens.ts';
import { renderScreen } from './render-screen.ts';
import { chooseScreen, type LazyScreenName, loadingScreen, parentView, type Screen, stepsWithBack } from './screen.ts';

/** Fetched while the person reads the first screen, in the order they will be needed. */
const afterSignOut: readonly LazyScreenName[] = ['failure', 'create', 'home', 'connect'];
const afterSignIn: readonly LazyScreenName[] = ['home', 'connect', 'approve-transaction', 'pin', 'progress', 'approve-message', 'approve-typed-data'];

/**
 * @summary The whole wallet: one screen at a time, chosen from the state. The only view that reads the store.
 *
 * `store` and `actions` must be set before it is put into the document.
 *
 * @example
 * ```ts
 * const app = document.createElement('alc-app');
 * app.store = store;
 * app.actions = actions;
 * document.body.append(app);
 * ```
 */
@customElement('alc-app')
export class AlcApp extends AlcElement {
  static override styles = appRootStyles;

  @property({ attribute: false }) store!: ReadableStore;
  @property({ attribute: false }) actions!: Actions;

  @query('.screen') private readonly screenElement!: ScreenElement | null;
  @state() private announcement = '';

  readonly #state = new StoreController(this, () => this.store);
  readonly #lazy = new LazyScreens(() => this.requestUpdate());
  /** Which control led away from a screen, by the screen's key, to give the focus back. */
  readonly #focusedControls = new Map<string, string>();

  /** Whether anybody has seen the wallet. On most pages nobody ever does, and nothing is drawn, or fetched to be drawn, that nobody asked to see. */
  #isSeen = false;
  #screen: Screen = loadingScreen;
  #shownKey: string | null = null;
  #shownDepth = 0;
  #lastApproval: Approval | null = null;
  #prefetched: readonly LazyScreenName[] | null = null;

  constructor() {
    super();
    joinActions(this, () => this.actions, {
      back: () => this.#back(),
      proceed: () => this.#proceed(),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKeyDown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onKeyDown);
  }

  override willUpdate(): void {
    const state = this.#state.value;
    const progressing = state.progress.step !== 'review' && state.progress.step !== 'pin';
    if (!progressing) this.#lastApproval = state.approvals[0] ?? null;
    this.#isSeen ||= state.visible;
    const screen = this.#isSeen ? chooseScreen(state, this.#lastApproval) : loadingScreen;
    if (this.#screen.key !== screen.key) this.#rememberFocus(this.#screen.key);
    this.#screen = screen;
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    const screen = this.#screen;
    return html`${keyed(screen.key, renderScreen(screen, state, this.#lazy, this.#renderBanners(state)))}
      <div class="visually-hidden" role="status" aria-live="polite">${this.announcement}</div>`;
  }

  override updated(): void {
    void this.#showScreen();
    this.#prefetch();
  }

  #renderBanners(state: AppState): TemplateResult {
    return html`<div slot="banners">
      ${state.enclave.state === 'verified' && state.enclave.development ? html`<alc-dev-banner></alc-dev-banner>` : nothing}
      ${
        state.online
          ? nothing
          : html`<p class="offline" role="status">
              <alc-icon name="wifi-off"></alc-icon>${msg('You are offline. Nothing can be sent.', { id: 'offline' })}
            </p>`
      }
    </div>`;
  }

  /** After a change of screen: moves it in, puts the focus where it belongs, and says its name. */
  async #showScreen(): Promise<void> {
    const screen = this.#screen;
    const element = this.screenElement;
    if (element === null) return;
    const code = this.#lazy.status(screen.name);
    const key = `${screen.key}:${element.localName}:${code}`;
    if (key === this.#shownKey) return;
    const first = this.#shownKey === null;
    // The screen itself in the place of its shape: nothing has moved.
    const sameScreen = this.#shownKey === `${screen.key}:alc-loading-view:loading`;
    const back = screen.depth < this.#shownDepth;
    this.#shownKey = key;
    this.#shownDepth = screen.depth;
    await element.updateComplete;
    // A newer screen may have come while this one rendered.
    if (this.#shownKey !== key) return;
    element.enter(first || sameScreen ? 'none' : back ? 'back' : 'forward');
    await drawInTurns();
    // Taking the focus makes the browser work out styles and layout, of all there is: in a task for each.
    // https://developer.mozilla.org/docs/Web/API/Element/checkVisibility, which works out styles alone and not all browsers have.
    element.checkVisibility?.();
    await nextTask();
    if (this.#shownKey !== key) return;
    this.#placeFocus(screen, element, back);
    this.announcement = element.headingText;
  }

  #placeFocus(screen: Screen, element: ScreenElement, back: boolean): void {
    const controlId = this.#focusedControls.get(screen.key);
    this.#focusedControls.delete(screen.key);
    if (back && controlId !== undefined && element.focusControl(controlId)) return;
    // Taking the focus from the page while the wallet is not on the screen would break the person's typing there.
    if (this.#state.value.visible || document.hasFocus()) element.focusHeading();
  }

  #rememberFocus(key: string): void {
    const controlId = this.screenElement?.focusedControlId;
    if (controlId) this.#focusedControls.set(key, controlId);
  }

  #prefetch(): void {
    const { phase } = this.#state.value.status;
    const names = phase === 'locked' || phase === 'unlocked' ? afterSignIn : phase === 'signed-out' || phase === 'needs-wallet' ? afterSignOut : null;
    if (names === null || names === this.#prefetched) return;
    this.#prefetched = names;
    void this.#lazy.prefetch(names);
  }

  /** The next step of a screen whose code did not come is to fetch it again; of any other, the engine's. */
  #proceed(): void {
    const { name, key } = this.#screen;
    // It was meant for the screen that is drawn: where another is about to be, with an approval that came meanwhile, it is nobody's step.
    if (chooseScreen(this.#state.value, this.#lastApproval).key !== key) return;
    if (this.#lazy.status(name) !== 'failed') {
      this.actions.proceed();
      return;
    }
    void this.#lazy.fetch(name);
    this.requestUpdate();
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    const { name, key } = this.#screen;
    if (name === 'pin' || parentView(name) !== null || stepsWithBack.test(key)) this.#back();
    else this.actions.close();
  };

  #back(): void {
    const parent = parentView(this.#screen.name);
    if (parent === null) this.actions.back();
    else this.actions.navigate(parent);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-app': AlcApp;
  }
}
