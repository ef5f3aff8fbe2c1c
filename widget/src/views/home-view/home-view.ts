import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Currency, WalletView } from '../../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../../contract/api.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-amount/alc-amount.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { AlcContinueEvent, AlcNavigateEvent } from '../../events.ts';
import { formatAmount } from '../../i18n/format.ts';
import type { Assets } from '../../state/asset.ts';
import type { Account } from '../../state/state.ts';
import { activityRowsStyles } from '../activity-rows.styles.ts';
import { activityRow, activitySkeleton, newestFirst } from '../activity-rows.ts';
import { nativeDecimals } from '../approval-summary.ts';
import { errorText } from '../error-text.ts';
import { ScreenElement } from '../screen-element.ts';
import { homeViewStyles } from './home-view.styles.ts';

const previewLength = 3;
const balanceFractionDigits = 6;

/**
 * @summary Balance first, then the account, what happened last, and the ways on within reach of a thumb.
 * @event {AlcNavigateEvent} alc-navigate - Receive, Activity, Settings or Backup.
 * @event {AlcContinueEvent} alc-continue - Try again what did not work.
 */
@customElement('alc-home-view')
export class AlcHomeView extends ScreenElement {
  static override styles = [ScreenElement.styles, activityRowsStyles, homeViewStyles];

  @property({ attribute: false }) account: Account | null = null;
  @property({ attribute: false }) chain: Chain | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];

  /** In wei; null while it is on its way. */
  @property({ attribute: false }) balanceWei: bigint | null = null;

  /** What else the account holds; null while it is on its way. */
  @property({ attribute: false }) assets: Assets | null = null;

  @property({ attribute: false }) currency: Currency = 'USD';

  @property({ attribute: false }) accounts: readonly Account[] = [];

  /** Null while it is on its way. */
  @property({ attribute: false }) activity: readonly Transaction[] | null = null;

  /** The last failure outside an approval, such as a chain that does not answer. */
  @property({ attribute: false }) problem: WireError | null = null;

  /** Whether there is a way back without the PIN. */
  @property({ attribute: false }) isBackedUp = true;

  /** What comes after the balance is on the screen: accounts, tokens, collectibles. */
  @state() private more: typeof import('../home-assets/home-assets.ts')['homeParts'] | null = null;
  #stopPull: (() => void) | null = null;

  override firstUpdated(): void {
    // Without it home is poorer and still of use; the next visit fetches it again.
    import('../home-assets/home-assets.ts').then(
      ({ homeParts }) => {
        this.more = homeParts;
        this.#stopPull = homeParts.watchHome(this);
      },
      () => {},
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopPull?.();
  }

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content">
        ${this.problem === null ? this.#renderReminder() : this.#renderProblem(this.problem)}
        <div class="bar">${this.more?.accountBar(this)}</div>
        <section class="balance" aria-labelledby="balance-heading">
          <h1 id="balance-heading" tabindex="-1">${msg('Balance', { id: 'home.balance' })}</h1>
          ${this.#renderBalance()}
          <div class="account">
            ${
              this.account === null
                ? html`<alc-skeleton width="152px" height="24px"></alc-skeleton>`
                : html`<alc-address address=${this.account.address} copyable no-picture></alc-address>`
            }
          </div>
        </section>
        ${this.more?.assetLists(this)}
        <section class="recent" aria-labelledby="recent-heading">
          <h2 id="recent-heading">${msg('Recent activity', { id: 'home.recent' })}</h2>
          ${this.#renderRecent()}
        </section>
      </div>
      <nav slot="actions" class="tiles" aria-label=${msg('Wallet', { id: 'home.navigation' })}>
        ${this.#renderTile('send', 'arrow-up-right', msg('Send', { id: 'approve.verb.send' }))}
        ${this.#renderTile('receive', 'arrow-down-left', msg('Receive', { id: 'receive.title' }))}
        ${this.#renderTile('activity', 'clock', msg('Activity', { id: 'activity.title' }))}
        ${this.#renderTile('settings', 'settings', msg('Settings', { id: 'settings.title' }))}
      </nav>
    </alc-sheet>`;
  }

  #renderBalance(): TemplateResult {
    if (this.balanceWei === null && this.problem === null) {
      const label = msg('Balance is loading', { id: 'home.balance-loading' });
      return html`<div class="figure" role="img" aria-label=${label}><alc-skeleton width="168px" height="40px"></alc-skeleton></div>`;
    }
    // Where there is none, the banner says why.
    const value = this.balanceWei === null ? '—' : formatAmount(this.balanceWei, nativeDecimals(this.chain), '', { maxFractionDigits: balanceFractionDigits });
    return html`<div class="figure"><alc-amount size="large" value=${value} symbol=${this.chain?.nativeCurrency.symbol ?? ''} money=${this.more?.nativeMoney(this) ?? ''}></alc-amount></div>`;
  }

  #renderRecent(): TemplateResult {
    if (this.activity === null) return activitySkeleton(previewLength);
    if (this.activity.length === 0) {
      return html`<p class="empty">${msg('Nothing yet. To get started, tap Receive and share your address.', { id: 'home.empty' })}</p>`;
    }
    const account = this.account?.address ?? null;
    return html`<ul class="transactions">
      ${newestFirst(this.activity)
        .slice(0, previewLength)
        .map((transaction) => activityRow(transaction, account, this.chains))}
    </ul>`;
  }

  #renderTile(view: WalletView, icon: string, label: string): TemplateResult {
    return html`<button id=${view} type="button" class="tile" @click=${() => this.dispatchEvent(new AlcNavigateEvent(view))}>
      <alc-icon name=${icon}></alc-icon><span>${label}</span>
    </button>`;
  }

  /** Calm and small: a payment is more urgent, a lost wallet is worse. */
  #renderReminder(): TemplateResult | typeof nothing {
    if (this.isBackedUp) return nothing;
    return html`<alc-banner level="info" heading=${msg('No backup yet', { id: 'backup.none' })}>
      ${msg('If you forget your PIN, only a backup opens your wallet.', { id: 'backup.text' })}
      <button id="backup" class="link" type="button" @click=${() => this.dispatchEvent(new AlcNavigateEvent('backup'))}>
        ${msg('Make a recovery kit', { id: 'task.kit' })}
      </button></alc-banner
    >`;
  }

  #renderProblem(problem: WireError): TemplateResult {
    const text = errorText(problem);
    return html`<alc-banner level="caution" heading=${text.heading} role="status">${text.safe}
      <button id="retry" class="link" type="button" @click=${() => this.dispatchEvent(new AlcContinueEvent())}>${msg('Try again', { id: 'action.retry' })}</button></alc-banner>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-home-view': AlcHomeView;
  }
}
