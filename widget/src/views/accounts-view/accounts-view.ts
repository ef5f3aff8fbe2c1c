import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-menu-row/alc-menu-row.ts';
import { AlcItemEvent, AlcTaskEvent } from '../../events.ts';
import { shortAddress } from '../../i18n/format.ts';
import type { Account } from '../../state/state.ts';
import { fieldStyles } from '../field.styles.ts';
import { ScreenElement } from '../screen-element.ts';
import { accountsViewStyles } from './accounts-view.styles.ts';

const nameLength = 40;

/**
 * @summary The accounts of the wallet: choose, name, hide, add.
 * @event {AlcItemEvent} alc-item - `select-account`, `rename-account`, `hide-account`.
 * @event {AlcTaskEvent} alc-task - `account`: add one.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-accounts-view')
export class AlcAccountsView extends ScreenElement {
  static override styles = [ScreenElement.styles, fieldStyles, accountsViewStyles];

  @property({ attribute: false }) accounts: readonly Account[] = [];
  @property({ attribute: false }) active: Account | null = null;

  /** Address of the account that is being changed. */
  @state() private editing: string | null = null;
  @query('input') private readonly input!: HTMLInputElement | null;

  override render() {
    const shown = this.accounts.filter(({ hidden }) => hidden !== true);
    const hidden = this.accounts.filter((account) => account.hidden === true);
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Accounts', { id: 'accounts.title' })}</h1>
        <ul>
          ${shown.map((account) => this.#renderAccount(account, shown.length > 1))}
        </ul>
        ${hidden.length === 0 ? nothing : this.#renderHidden(hidden)}
      </div>
      <div slot="actions" class="actions">
        <alc-button id="add" variant="secondary" full @click=${() => this.dispatchEvent(new AlcTaskEvent('account'))}
          >${msg('Add an account', { id: 'task.account' })}</alc-button
        >
      </div>
    </alc-sheet>`;
  }

  #renderAccount(account: Account, canHide: boolean): TemplateResult {
    const { address, name } = account;
    const isActive = address === this.active?.address;
    const edit = msg('Edit', { id: 'action.edit' });
    return html`<li>
      <div class="account">
        <alc-menu-row
          id="select-${address}"
          heading=${name}
          detail=${shortAddress(address)}
          no-chevron
          @click=${() => this.#change({ what: 'select-account', account })}
          ><alc-address slot="icon" address=${address} picture-only></alc-address
          >${isActive ? html`<span class="in-use"><alc-icon name="check"></alc-icon>${msg('In use', { id: 'accounts.in-use' })}</span>` : nothing}</alc-menu-row
        >
        ${
          this.editing === address
            ? nothing
            : html`<button id="edit-${address}" class="link" type="button" aria-label=${`${edit}: ${name}`} @click=${() => this.#edit(address)}>${edit}</button>`
        }
      </div>
      ${this.editing === address ? this.#renderEdit(account, canHide) : nothing}
    </li>`;
  }

  #renderEdit(account: Account, canHide: boolean): TemplateResult {
    return html`<div class="edit">
      <label class="field"
        >${msg('Name', { id: 'accounts.name' })}
        <input
          id="name"
          maxlength=${nameLength}
          autocomplete="off"
          .value=${account.name}
          @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event, account)}
        />
      </label>
      <alc-button id="save" full @click=${() => this.#save(account)}>${msg('Save', { id: 'action.save' })}</alc-button>
      ${
        canHide
          ? html`<alc-button id="hide" variant="secondary" full @click=${() => this.#hide(account)}>${msg('Hide', { id: 'accounts.hide' })}</alc-button>`
          : html`<alc-button id="cancel" variant="secondary" full @click=${() => this.#edit(null)}>${msg('Cancel', { id: 'action.cancel' })}</alc-button>`
      }
    </div>`;
  }

  #renderHidden(accounts: readonly Account[]): TemplateResult {
    const show = msg('Show', { id: 'action.show' });
    return html`<section>
      <h2>${msg('Hidden: sites are not offered these', { id: 'accounts.hidden' })}</h2>
      <ul>
        ${accounts.map(
          (account) => html`<li class="account">
            <alc-menu-row heading=${account.name} detail=${shortAddress(account.address)} no-chevron disabled
              ><alc-address slot="icon" address=${account.address} picture-only></alc-address
            ></alc-menu-row>
            <button
              id="show-${account.address}"
              class="link"
              type="button"
              aria-label=${`${show}: ${account.name}`}
              @click=${() => this.#change({ what: 'hide-account', account, hidden: false })}
            >
              ${show}
            </button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #change(change: AlcItemEvent['change']): void {
    this.dispatchEvent(new AlcItemEvent(change));
  }

  /** The focus goes along: into the field, and back to where it was opened. */
  #edit(address: string | null): void {
    const focusId = address === null ? `edit-${this.editing}` : 'name';
    this.editing = address;
    void this.updateComplete.then(() => this.focusControl(focusId));
  }

  #save(account: Account): void {
    const name = this.input?.value.trim() ?? '';
    if (name !== '' && name !== account.name) this.#change({ what: 'rename-account', account, name });
    this.#edit(null);
  }

  #onKeyDown(event: KeyboardEvent, account: Account): void {
    if (event.key !== 'Enter') return;
    // The button that gets the focus must not hear the rest of this key.
    event.preventDefault();
    this.#save(account);
  }

  #hide(account: Account): void {
    this.#change({ what: 'hide-account', account, hidden: true });
    this.editing = null;
    this.focusHeading();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-accounts-view': AlcAccountsView;
  }
}
