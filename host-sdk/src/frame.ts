import type { FrameSize, WalletMode } from './contract/types.ts';
import { frameStyles } from './frame.styles.ts';

/** What the frame is made of. */
export type FrameOptions = {
  /** The frame's address; its origin gets the permissions. */
  readonly src: string;
  readonly origin: string;
  readonly mode: WalletMode;
  /** Where an inline frame goes. A dialog goes to the end of the body. */
  readonly container: Element | ShadowRoot | undefined;
  readonly onLoad: () => void;
  /** The person pressed Esc or touched the page behind. The widget decides what that means; nothing closes by itself. */
  readonly onDismiss: () => void;
  /** The frame was taken out of the document: whatever the widget was doing is lost. */
  readonly onRemoved: () => void;
};

/** The wallet's frame on the page. */
export type Frame = {
  readonly target: Window;
  /** Brings the dialog up, or to a new size. Without a size it waits, turning, for the widget to show something. */
  show(size?: FrameSize): void;
  hide(): void;
  /** Hides a dialog that still waits. */
  settle(): void;
  remove(): void;
};

/**
 * Powers of the frame, and no others: no modals, camera or payment, and away from the page only by a link that the person presses
 * (widget/src/session/redirect.ts says why). Downloads are the file of a recovery kit.
 */
const powers = 'scripts same-origin forms popups popups-to-escape-sandbox downloads storage-access-by-user-activation top-navigation-by-user-activation';
const features = 'publickey-credentials-get publickey-credentials-create clipboard-write storage-access';

/**
 * Puts the wallet on the page: a `<dialog>` in the top layer, where nothing of the page can lie over it, or a box that
 * fills its container.
 */
export function createFrame({ src, origin, mode, container, onLoad, onDismiss, onRemoved }: FrameOptions): Frame {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(frameStyles);
  root.adoptedStyleSheets = [sheet];

  const iframe = document.createElement('iframe');
  iframe.title = 'Wallet';
  iframe.sandbox.value = powers.replace(/\S+/g, 'allow-$&');
  iframe.allow = features.replace(/\S+/g, `$& ${origin};`);
  iframe.referrerPolicy = 'strict-origin';
  iframe.onload = onLoad;
  iframe.src = src;

  const dialog = document.createElement('dialog');
  let isWanted = false;
  dialog.ariaLabel = iframe.title;
  dialog.id = mode;
  // The frame covers the whole dialog, so a click that arrives here came from the page behind.
  dialog.onclick = onDismiss;
  dialog.oncancel = (event) => {
    event.preventDefault();
    onDismiss();
  };
  // Browsers let a page refuse Esc once only; the widget hears of it all the same. The event comes a task later: the dialog
  // may be up again for something else by then.
  dialog.onclose = () => {
    if (isWanted && !dialog.open) onDismiss();
  };
  const isDialog = mode !== 'inline';
  if (isDialog) dialog.append(iframe);
  root.append(isDialog ? dialog : iframe);
  ((!isDialog && container) || document.body || document.documentElement).append(host);

  // Frameworks drop nodes that they did not put there; password managers make dialogs of others inert.
  const observer = new MutationObserver(() => {
    host.inert = false;
    if (!host.isConnected) onRemoved();
  });
  observer.observe(document, { attributeFilter: ['inert'], childList: true, subtree: true });

  const hide = (): void => {
    isWanted = false;
    dialog.className = '';
    dialog.close();
  };

  return {
    target: iframe.contentWindow as Window,
    show(size) {
      if (!isDialog) return;
      if (size && size.heightPx > 0) dialog.style.setProperty('--h', `${size.heightPx}px`);
      if (size?.widthPx) dialog.style.setProperty('--w', `${size.widthPx}px`);
      if (size && Number(size.radiusPx) >= 0) dialog.style.setProperty('--r', `${size.radiusPx}px`);
      dialog.className = size ? '' : 'wait';
      isWanted = true;
      if (dialog.open) return;
      dialog.showModal();
      iframe.focus();
    },
    hide,
    settle() {
      if (dialog.className) hide();
    },
    remove() {
      observer.disconnect();
      host.remove();
    },
  };
}
