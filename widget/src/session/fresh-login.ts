import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Transport } from '../api/transport.ts';
import type { Provider } from '../contract/api.ts';
import { concatBytes } from '../contract/dcbor.ts';
import { equalBytes, fromBase64url, fromUtf8, sha256, utf8 } from '../crypto/bytes.ts';
import { openPopup } from './popup.ts';
import type { Session } from './session.ts';
import type { SessionKey } from './session-key.ts';
import { type LoginOnItsWay, loginIn, relayFor } from './sign-in-flow.ts';

export type FreshLoginOptions = {
  readonly provider: Provider;
  readonly session: Pick<Session, 'credentials' | 'open'>;
  readonly sessionKey: Pick<SessionKey, 'thumbprint'>;
  readonly redirectUri: string;
  /** Takes the answer of a provider that cuts its window off (session/relay.ts); without it such a window counts as closed. */
  readonly send?: Transport;
};

/** SHA-256(iss ‖ 0x00 ‖ sub), as the enclave names a person; the token is verified where it is exchanged. */
async function subjectOf(idToken: string): Promise<Uint8Array> {
  const claims = JSON.parse(fromUtf8(fromBase64url(idToken.split('.')[1] ?? '', 'id_token'))) as { readonly iss?: unknown; readonly sub?: unknown };
  return sha256(concatBytes(utf8(String(claims.iss)), Uint8Array.of(0), utf8(String(claims.sub))));
}

/**
 * Has the person log in once more, at the provider itself and not by a cookie left there (`max_age=0`): the enclave hands seed
 * words only to a login of the last five minutes. The request is built at once, so that the window can open inside the click.
 *
 * @returns opens the provider's window, synchronously; resolves when the session goes on with the fresh login.
 * @throws WalletError (by the returned function) -32081 when the window is blocked, 4001 when it is closed, 4100 `other_account` for
 * somebody else's account: the session then stays what it was.
 * @example
 * ```ts
 * const logIn = prepareFreshLogin(options);
 * button.onclick = () => logIn(signal).then(showNext, showProblem);
 * ```
 */
export function prepareFreshLogin({ provider, session, sessionKey, redirectUri, send }: FreshLoginOptions): (signal: AbortSignal) => Promise<void> {
  const login = import('./oidc.ts').then(({ prepareLogin }) => prepareLogin(provider, sessionKey.thumbprint, redirectUri, 0));
  const entry: LoginOnItsWay = { login, ready: null };
  login.then(
    (ready) => {
      entry.ready = ready;
    },
    // Whoever opens the window hears of it.
    () => {},
  );
  async function finish(popup: Window | null, signal: AbortSignal): Promise<void> {
    const answer = await loginIn(popup, entry, { signal, ...(send === undefined ? {} : { relay: relayFor(send, entry) }) });
    const { subjectHash } = session.credentials();
    if (!equalBytes(await subjectOf(answer.idToken), subjectHash)) {
      throw new WalletError(4100, 'This is another account than the one the wallet belongs to.', { reason: 'other_account' });
    }
    await session.open(answer);
  }
  return (signal) => finish(openPopup(entry.ready?.url ?? null), signal);
}
