import { html, type TemplateResult } from 'lit';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Currency } from '../../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../../contract/api.ts';
import type { Assets } from '../../state/asset.ts';
import type { Account } from '../../state/state.ts';
import { moneyText, worthOf } from './fiat.ts';
import { watchPull } from './pull-refresh.ts';

/* What home asks of this part once it is there; home itself stays small, because it is there before. */

type Shown = {
  readonly account: Account | null;
  readonly accounts: readonly Account[];
  readonly chain: Chain | null;
  readonly chains: readonly Chain[];
  readonly balanceWei: bigint | null;
  readonly assets: Assets | null;
  readonly currency: Currency;
  readonly problem: WireError | null;
};

/** Which account and network it is, above the balance. */
function accountBar({ account, accounts, chain, chains }: Shown): TemplateResult {
  return html`<alc-account-bar .account=${account} .accounts=${accounts} .chain=${chain} .chains=${chains}></alc-account-bar>`;
}

/** Tokens and collectibles, below it. */
function assetLists({ assets, currency, balanceWei, problem }: Shown): TemplateResult {
  const isUnavailable = balanceWei === null && problem !== null;
  return html`<alc-home-assets .assets=${assets} .currency=${currency} ?unavailable=${isUnavailable}></alc-home-assets>`;
}

/** The line under the balance: what it is worth. */
function nativeMoney({ balanceWei, assets, currency }: Pick<Shown, 'balanceWei' | 'assets' | 'currency'>): string {
  const native = assets?.tokens.find(({ address }) => address === null);
  return balanceWei === null || native === undefined ? '' : moneyText(worthOf({ ...native, balance: balanceWei }), currency);
}

/** Refreshes when home is drawn down. @returns how to stop. */
function watchHome(home: HTMLElement): () => void {
  return watchPull(
    home,
    () => home.shadowRoot?.querySelector('.content') ?? null,
    () => home.shadowRoot?.querySelector('alc-home-assets')?.refresh(),
  );
}

export const homeParts = { accountBar, assetLists, nativeMoney, watchHome };
