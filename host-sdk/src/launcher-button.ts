import { shortAddress, summarise } from './account-summary.ts';
import { identicon } from './contract/identicon.ts';
import type { LauncherHost } from './launcher-host.ts';
import { launcherWords } from './launcher-words.ts';

/** Balances change without the page; while the button can be seen it looks again. */
const BALANCE_MS = 30_000;

type State = 'ready' | 'waiting' | 'connected' | 'failed';

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, part: string, ...children: readonly Node[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = part;
  made.setAttribute('part', part);
  made.append(...children);
  return made;
}

function slot(name: string, ...children: readonly Node[]): HTMLSlotElement {
  const made = document.createElement('slot');
  made.name = name;
  made.append(...children);
  return made;
}

/** The account's picture, the same as in the wallet. */
function drawAvatar(svg: SVGSVGElement, address: string): void {
  const { hue, cells } = identicon(address);
  svg.setAttribute('class', `avatar hue-${hue}`);
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  path.setAttribute('d', cells.map(({ x, y }) => `M${x + 1.5} ${y + 1.5}h1v1h-1z`).join(''));
  svg.replaceChildren(path);
}

export type LauncherButton = {
  readonly box: HTMLElement;
  /** Another wallet stands behind the element. */
  bind(): void;
};

/**
 * The button of `<alcove-wallet launcher>`: connects; then shows who is connected and what they hold, and opens the wallet. While a request
 * waits it turns; when the wallet cannot start it says why, and a press tries again.
 */
export function createLauncherButton(element: LauncherHost): LauncherButton {
  const label = make('span', 'label');
  const address = make('span', 'address');
  const balance = make('span', 'balance');
  const account = make('span', 'account', address, balance);
  const avatar = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  avatar.setAttribute('viewBox', '0 0 8 8');
  avatar.setAttribute('part', 'avatar');
  const turn = make('span', 'turn');
  const button = make('button', 'button', turn, slot('icon'), avatar, slot('label', label), account);
  button.type = 'button';
  const reason = make('p', 'reason');
  reason.role = 'status';
  const whole = slot('launcher', button);
  const box = make('div', 'box', whole, reason);

  let stopListening: readonly (() => void)[] = [];
  let turnNumber = 0;
  let isWaiting = false;
  let problem = '';
  let shown: Awaited<ReturnType<typeof summarise>> = null;

  const render = (): void => {
    const words = launcherWords(element);
    const isFailed = element.wallet.status().phase === 'failed';
    const state: State = isWaiting ? 'waiting' : isFailed ? 'failed' : shown ? 'connected' : 'ready';
    button.className = state;
    button.setAttribute('part', `button ${state}`);
    button.ariaBusy = String(isWaiting);
    turn.hidden = !isWaiting;
    account.hidden = state !== 'connected';
    avatar.toggleAttribute('hidden', state !== 'connected');
    (label.parentElement as HTMLElement).hidden = state === 'connected';
    label.textContent = isFailed ? words.failed : isWaiting ? words.waiting : (element.getAttribute('label') ?? words.connect);
    reason.textContent = problem;
    if (shown && state === 'connected') {
      drawAvatar(avatar, shown.address);
      address.textContent = shortAddress(shown.address);
      balance.textContent = shown.balance;
      button.ariaLabel = words.connected.replace('{address}', address.textContent).replace('{balance}', shown.balance).trim();
    } else button.removeAttribute('aria-label');
  };

  /** What is connected now. Nothing is asked of a wallet that is not up: the question would start it. */
  const refresh = async (): Promise<void> => {
    const turnHere = ++turnNumber;
    const { wallet } = element;
    const isUp = /^(signed-out|signing-in|needs-wallet|locked|unlocked)$/.test(wallet.status().phase);
    const found = isUp && element.isConnected ? await summarise(wallet, document.documentElement.lang || undefined).catch(() => null) : null;
    if (turnHere !== turnNumber) return;
    shown = found;
    render();
  };

  const press = async (): Promise<void> => {
    const { wallet } = element;
    if (isWaiting) {
      // It stands open somewhere, or is on its way: bring it up again rather than nothing.
      wallet.open().catch(() => {});
      return;
    }
    isWaiting = true;
    problem = '';
    render();
    try {
      if (shown) await wallet.open();
      else await wallet.provider.request({ method: 'eth_requestAccounts' });
    } catch (error) {
      const { code, message } = error as { readonly code?: number; readonly message: string };
      // The person said no, or closed the wallet: there is nothing to tell them.
      if (code !== 4001) problem = message;
    } finally {
      isWaiting = false;
      await refresh();
    }
  };
  whole.addEventListener('click', () => void press());

  let timer: ReturnType<typeof setInterval> | undefined;
  const onView = (): void => {
    if (!element.isConnected) {
      removeEventListener('focus', onView);
      document.removeEventListener('visibilitychange', onView);
      clearInterval(timer);
      timer = undefined;
    } else if (shown && document.visibilityState === 'visible' && button.checkVisibility()) void refresh();
  };

  const bind = (): void => {
    for (const stop of stopListening) stop();
    // The focus comes back to the page when the wallet closes.
    addEventListener('focus', onView);
    document.addEventListener('visibilitychange', onView);
    timer ??= setInterval(onView, BALANCE_MS);
    const { wallet } = element;
    stopListening = [
      wallet.on('status', ({ phase }) => {
        if (phase !== 'failed') problem = '';
        const status = wallet.status();
        if (status.phase === 'failed') problem = status.message;
        void refresh();
      }),
      wallet.on('accountsChanged', () => void refresh()),
      wallet.on('chainChanged', () => void refresh()),
      wallet.on('disconnect', () => void refresh()),
    ];
    const status = wallet.status();
    problem = status.phase === 'failed' ? status.message : '';
    void refresh();
  };
  return { box, bind };
}
