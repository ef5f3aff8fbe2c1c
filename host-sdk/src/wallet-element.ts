import { announceProvider, rdnsOf } from './announce.ts';
import type { ThemeReport, WalletMode, WalletStatus } from './contract/types.ts';
import { createWallet } from './create-wallet.ts';
import type { ElementTheme } from './launcher-host.ts';
import { loadLauncher } from './load-launcher.ts';
import type { Provider } from './provider.ts';
import type { Wallet } from './wallet.ts';

/** Tells where the wallet is; bubbles. `detail` is the status. */
export type AlcoveStatusEvent = CustomEvent<WalletStatus>;

/** Tells what the wallet made of the element's theme; bubbles. `detail` names what was refused and corrected. */
export type AlcoveThemeEvent = CustomEvent<ThemeReport>;

// On a server there are no elements; the class is then never registered nor used.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * The wallet as an element.
 *
 * Attributes: `app-id`, `wallet-url` (default: where the script tag came from), `mode` (`dialog`, `sheet`, `inline`), `debug` (prints to
 * the console what is wrong with the page, once the wallet has started or could not), `theme`, and `launcher`, `corner`, `label` for a
 * button of its own. An inline element is 640 px high unless the page says otherwise; otherwise it takes no room without a launcher.
 *
 * Themed by the page's own style sheets: `alcove-wallet { --alcove-color-accent: teal; --alcove-radius: 8px }`. What reads them, and the
 * button, are in a script of their own that comes after this one (`launch.ts`).
 *
 * Taken off the page, it stops the wallet: what is pending fails with 4900, unless it is put back at once, as frameworks do
 * when they move nodes. `provider` stays the same object, and works again with the next request.
 *
 * @fires alcove-status
 * @fires alcove-theme
 * @example
 * ```html
 * <script src="https://wallet.example/sdk/v1/alcove.js"></script>
 * <alcove-wallet app-id="demo"></alcove-wallet>
 * ```
 */
export class AlcoveWalletElement extends Base {
  static readonly observedAttributes = ['app-id', 'wallet-url', 'mode'];

  /** Used by elements without `wallet-url`. The script tag sets it to the origin it came from. */
  static defaultWalletUrl: string | undefined;

  /** The preset or the tokens that the `theme` attribute names; what style sheets say wins over it. */
  declare theme: ElementTheme | null | undefined;

  #wallet: Wallet | undefined;
  #stopAnnouncing: (() => void) | undefined;
  readonly #box = this.attachShadow({ mode: 'closed' });

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host{display:none}:host([mode=inline]){display:block;height:640px}');
    this.#box.adoptedStyleSheets = [sheet];
  }

  /** The wallet behind the element. Another app id, URL or mode makes another one. */
  get wallet(): Wallet {
    if (!this.#wallet) {
      this.#wallet = createWallet({
        appId: this.getAttribute('app-id') ?? '',
        walletUrl: this.#walletUrl,
        mode: (this.getAttribute('mode') ?? 'dialog') as WalletMode,
        container: this.#box,
      });
      this.#wallet.on('status', this.#tell);
    }
    return this.#wallet;
  }

  /** The EIP-1193 provider. */
  get provider(): Provider {
    return this.wallet.provider;
  }

  get #walletUrl(): string | undefined {
    return this.getAttribute('wallet-url') ?? AlcoveWalletElement.defaultWalletUrl;
  }

  connectedCallback(): void {
    // A failure is told as status, and to whoever asks for something.
    const started = this.wallet.start();
    loadLauncher()
      .then((launch) => launch(this, this.#box))
      .catch(() => {});
    started
      .then(() => {
        this.#stopAnnouncing ??= announceProvider(this.provider, rdnsOf(this.#walletUrl ?? ''));
      })
      .finally(() => this.hasAttribute('debug') && this.wallet.doctor())
      .catch(() => {});
  }

  disconnectedCallback(): void {
    setTimeout(() => {
      if (!this.isConnected) this.#wallet?.stop();
    });
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#wallet) return;
    this.#wallet.destroy();
    this.#wallet = undefined;
    this.#stopAnnouncing?.();
    this.#stopAnnouncing = undefined;
    if (this.isConnected) this.connectedCallback();
  }

  readonly #tell = (detail: WalletStatus): void => {
    this.dispatchEvent(new CustomEvent('alcove-status', { detail, bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'alcove-wallet': AlcoveWalletElement;
  }
  interface GlobalEventHandlersEventMap {
    'alcove-status': AlcoveStatusEvent;
    'alcove-theme': AlcoveThemeEvent;
  }
}

/** Defines `<alcove-wallet>`. The first script wins where a page has it twice; on a server there is nothing to define. */
export function defineWalletElement(): void {
  if (globalThis.customElements && !customElements.get('alcove-wallet')) customElements.define('alcove-wallet', AlcoveWalletElement);
}
