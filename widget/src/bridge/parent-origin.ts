import { WalletError } from '../../../host-sdk/src/contract/errors.ts';

/*
 * Who embeds the wallet. The browser tells it, never the page: `ancestorOrigins` where there is one, else the first message of
 * the parent window. The referrer is a hint for browsers without `ancestorOrigins`, in case that message came before anyone
 * listened; a false one only makes the handshake fail, because every message's own origin is compared with it.
 */

const FIRST_MESSAGE_DEADLINE_MS = 10_000;
/** How long the first message is awaited before the referrer is taken for it. */
const REFERRER_GRACE_MS = 1_500;

function originOfReferrer(referrer: string): string | null {
  return URL.canParse(referrer) ? new URL(referrer).origin : null;
}

/**
 * @throws WalletError -32080 when the wallet is framed more than one deep (`nested_frame`), or nobody says anything (`no_parent`).
 */
export async function parentOrigin(win: Window = window): Promise<string> {
  if (win.parent !== win.top)
    throw new WalletError(-32080, 'The wallet must be embedded by the page itself, not by a frame inside it.', { reason: 'nested_frame' });
  const ancestors = win.location.ancestorOrigins as DOMStringList | undefined;
  if (ancestors !== undefined && ancestors.length > 1) throw new WalletError(-32080, 'The wallet is embedded too deeply.', { reason: 'nested_frame' });
  const nearest = ancestors?.[0];
  if (nearest !== undefined && nearest !== '' && nearest !== 'null') return nearest;
  return new Promise((resolve, reject) => {
    const end = (finish: () => void) => {
      win.removeEventListener('message', onMessage);
      clearTimeout(grace);
      clearTimeout(deadline);
      finish();
    };
    const onMessage = (event: MessageEvent) => {
      if (event.source === win.parent) end(() => resolve(event.origin));
    };
    const referrer = originOfReferrer(win.document.referrer);
    const grace = setTimeout(() => referrer !== null && end(() => resolve(referrer)), REFERRER_GRACE_MS);
    const deadline = setTimeout(
      () => end(() => reject(new WalletError(-32080, 'The page that embeds the wallet did not answer.', { reason: 'no_parent' }))),
      FIRST_MESSAGE_DEADLINE_MS,
    );
    win.addEventListener('message', onMessage);
  });
}
