import { html, type TemplateResult } from 'lit';
import type { Chain } from '../../contract/api.ts';
import type { AppState } from '../../state/state.ts';
import type { ScreenFrame } from '../screen-element.ts';
import type { LazyScreen, Screen } from './screen.ts';

/** Draws a screen of those that come after the first, with what it needs of the state. Its code must be there. */
export function renderLazyScreen(screen: LazyScreen, state: AppState, frame: ScreenFrame, banners: TemplateResult): TemplateResult {
  const claim = screen.approval?.claim;
  if (claim === undefined) return render(screen, state, frame, banners);
  // Also in a window of its own, where nothing else of WalletConnect is.
  void import('../peer-claim/peer-claim.ts');
  const said = html`${banners}<alc-peer-claim slot="banners" .claim=${claim}>WalletConnect: ${claim.name} ${claim.url}</alc-peer-claim>`;
  return render(screen, state, { ...frame, origin: null, appName: '' }, said);
}

function render(screen: LazyScreen, state: AppState, frame: ScreenFrame, banners: TemplateResult): TemplateResult {
  const chain = chainOf(screen, state);
  const backups = state.wallets[0]?.backups ?? [];
  switch (screen.name) {
    case 'failure':
      return html`<alc-failure-view class="screen" .frame=${frame} .reason=${state.status.phase === 'failed' ? state.status.reason : ''}
        >${banners}</alc-failure-view
      >`;
    case 'redirect':
      return html`<alc-redirect-view
        class="screen"
        .frame=${frame}
        .href=${state.redirect?.url ?? ''}
        .provider=${state.app?.providers.find(({ providerId }) => providerId === state.redirect?.providerId) ?? null}
        >${banners}</alc-redirect-view
      >`;
    case 'create':
      return html`<alc-create-view
        class="screen"
        .frame=${frame}
        .progress=${state.create}
        .problem=${state.pinProblem}
        .user=${state.user}
        >${banners}</alc-create-view
      >`;
    case 'home':
      return html`<alc-home-view
        class="screen"
        .frame=${frame}
        .account=${state.activeAccount}
        .chain=${chain}
        .chains=${state.chains}
        .balanceWei=${state.balanceWei}
        .assets=${state.assets}
        .currency=${state.currency}
        .accounts=${state.accounts}
        .activity=${state.activity}
        .problem=${state.problem}
        .isBackedUp=${state.wallets[0] === undefined || backups.some(({ confirmedAtMs }) => confirmedAtMs !== null)}
        >${banners}</alc-home-view
      >`;
    case 'receive':
      return html`<alc-receive-view
        class="screen"
        .frame=${frame}
        .account=${state.activeAccount}
        .chain=${chain}
        .assets=${state.assets}
        >${banners}</alc-receive-view
      >`;
    case 'activity':
      return html`<alc-activity-view
        class="screen"
        .frame=${frame}
        .account=${state.activeAccount?.address ?? null}
        .chains=${state.chains}
        .activity=${state.activity}
        .history=${state.history}
        >${banners}</alc-activity-view
      >`;
    case 'transaction':
      return html`<alc-transaction-view class="screen" .frame=${frame} .state=${state}>${banners}</alc-transaction-view>`;
    case 'send':
      return html`<alc-send-view class="screen" .frame=${frame} .state=${state}>${banners}</alc-send-view>`;
    case 'settings':
      return html`<alc-settings-view
        class="screen"
        .frame=${frame}
        .language=${state.language}
        .user=${state.user}
        .account=${state.activeAccount}
        .chain=${chain}
        .chains=${state.chains}
        .enclave=${state.enclave}
        .accountCount=${state.accounts.length}
        .hasWalletConnect=${state.app?.walletConnect !== undefined}
        .backups=${backups}
        .siteCount=${state.sites?.length ?? null}
        .currency=${state.currency}
        .scheme=${state.scheme}
        .autoLock=${state.autoLock}
        >${banners}</alc-settings-view
      >`;
    case 'sites':
      return html`<alc-sites-view
        class="screen"
        .frame=${frame}
        .sites=${state.sites}
        .account=${state.activeAccount}
        >${banners}</alc-sites-view
      >`;
    case 'about':
      return html`<alc-about-view
        class="screen"
        .frame=${frame}
        .enclave=${state.enclave}
        >${banners}</alc-about-view
      >`;
    case 'lock':
      return html`<alc-lock-view
        class="screen"
        .frame=${frame}
        .lock=${state.lock}
        .problem=${state.pinProblem}
        .waitingOrigin=${state.approvals[0]?.origin ?? null}
        >${banners}</alc-lock-view
      >`;
    case 'accounts':
      return html`<alc-accounts-view
        class="screen"
        .frame=${frame}
        .accounts=${state.accounts}
        .active=${state.activeAccount}
        >${banners}</alc-accounts-view
      >`;
    case 'backup':
      return html`<alc-backup-view
        class="screen"
        .frame=${frame}
        .backups=${backups}
        >${banners}</alc-backup-view
      >`;
    case 'devices':
      return html`<alc-devices-view
        class="screen"
        .frame=${frame}
        .devices=${state.devices}
        .problem=${state.problem}
        >${banners}</alc-devices-view
      >`;
    case 'task':
      return html`<alc-task-view
        class="screen"
        .frame=${frame}
        .task=${state.task}
        .problem=${state.pinProblem}
        .backups=${backups}
        .account=${(state.task?.kind === 'account' ? state.accounts.at(-1) : state.accounts[0]) ?? null}
        >${banners}</alc-task-view
      >`;
    case 'walletconnect':
      return html`<alc-walletconnect-view class="screen" .frame=${frame} .state=${state.walletConnect} .chains=${state.chains} .accounts=${state.accounts}
        >${banners}</alc-walletconnect-view
      >`;
    case 'proposal':
      return html`<alc-proposal-view class="screen" .frame=${frame} .approval=${screen.approval} .chains=${state.chains} .state=${state.walletConnect}
        >${banners}</alc-proposal-view
      >`;
    case 'connect':
      return html`<alc-connect-view class="screen" .frame=${frame} .approval=${screen.approval}
        >${banners}</alc-connect-view
      >`;
    case 'approve-transaction':
      return html`<alc-approve-transaction-view
        class="screen"
        .frame=${frame}
        .approval=${screen.approval}
        .chain=${chain}
        .accounts=${state.accounts}
        >${banners}</alc-approve-transaction-view
      >`;
    case 'approve-message':
      return html`<alc-approve-message-view
        class="screen"
        .frame=${frame}
        .approval=${screen.approval}
        .chain=${chain}
        .accounts=${state.accounts}
        >${banners}</alc-approve-message-view
      >`;
    case 'approve-typed-data':
      return html`<alc-approve-typed-data-view
        class="screen"
        .frame=${frame}
        .approval=${screen.approval}
        .accounts=${state.accounts}
        >${banners}</alc-approve-typed-data-view
      >`;
    case 'window':
      return html`<alc-window-view
        class="screen"
        .frame=${frame}
        .approvalId=${screen.approval?.id ?? ''}
        .step=${state.approvalWindow}
        >${banners}</alc-window-view
      >`;
    case 'pin':
      return html`<alc-pin-view
        class="screen"
        .frame=${frame}
        .approval=${screen.approval}
        .chain=${chain}
        .problem=${state.pinProblem}
        >${banners}</alc-pin-view
      >`;
    case 'progress':
      return html`<alc-progress-view
        class="screen"
        .frame=${frame}
        .approval=${screen.approval}
        .chain=${chain}
        .progress=${state.progress}
        >${banners}</alc-progress-view
      >`;
  }
}

/** The chain an approval is about, or the one that is active; null when neither is known. */
function chainOf(screen: Screen, state: AppState): Chain | null {
  const content = screen.approval?.content;
  const chainId = content?.kind === 'transaction' ? content.chainId : state.activeChainId;
  return state.chains.find((chain) => chain.chainId === chainId) ?? null;
}
