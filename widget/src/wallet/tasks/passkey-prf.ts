import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { concatBytes } from '../../contract/dcbor.ts';
import { type Bytes, randomBytes, sha256, utf8 } from '../../crypto/bytes.ts';

/*
 * Passkeys with the PRF extension (WebAuthn Level 3 §10.1.4): the authenticator turns a salt into 32 bytes that only it can make.
 * User verification is required both times: without it an authenticator answers with other bytes (CTAP 2.1 §11.5, hmac-secret).
 */

const TIMEOUT_MS = 120_000;

export type PasskeyFactor = { readonly credentialId: Bytes; readonly prf: Bytes };

/** SHA-256("alcove/prf/v1" ‖ walletId). */
export function prfSalt(walletId: string): Promise<Bytes> {
  return sha256(concatBytes(utf8('alcove/prf/v1'), utf8(walletId)));
}

function unsupported(cause?: unknown): WalletError {
  return new WalletError(4200, 'This passkey cannot lock a backup.', { reason: 'passkey_unsupported' }, { cause });
}

/** What a browser says when the person cancels, and when there is nothing to choose from, is the same on purpose (WebAuthn §14.5.1). */
function problemOf(cause: unknown): WalletError {
  if (cause instanceof WalletError) return cause;
  const isRefused = cause instanceof DOMException && ['NotAllowedError', 'AbortError', 'TimeoutError'].includes(cause.name);
  return isRefused ? new WalletError(4001, 'No passkey was used.', { reason: 'passkey_cancelled' }, { cause }) : unsupported(cause);
}

async function credential(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (typeof PublicKeyCredential === 'undefined') throw unsupported();
  try {
    const answer = await ask();
    if (!(answer instanceof PublicKeyCredential)) throw unsupported();
    return answer;
  } catch (cause) {
    throw problemOf(cause);
  }
}

function bytesOf(source: BufferSource): Bytes {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source).slice();
}

function prfOf(answer: PublicKeyCredential): Bytes | null {
  const first = answer.getClientExtensionResults().prf?.results?.first;
  const bytes = first === undefined ? null : bytesOf(first);
  return bytes?.length === 32 ? bytes : null;
}

/**
 * Asks a passkey of this site for its bytes.
 *
 * @param credentialId that passkey, or null to let the person choose.
 * @param signal its end dismisses the browser's dialog.
 * @throws WalletError 4001 `passkey_cancelled`, 4200 `passkey_unsupported`
 */
export async function usePasskey(walletId: string, credentialId: Bytes | null, signal: AbortSignal): Promise<PasskeyFactor> {
  const first = await prfSalt(walletId);
  const answer = await credential(() =>
    navigator.credentials.get({
      signal,
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: credentialId === null ? [] : [{ type: 'public-key', id: credentialId }],
        userVerification: 'required',
        extensions: { prf: { eval: { first } } },
        timeout: TIMEOUT_MS,
      },
    }),
  );
  const prf = prfOf(answer);
  if (prf === null) throw unsupported();
  return { credentialId: bytesOf(answer.rawId), prf };
}

/**
 * Has the browser make a passkey of this site and asks it for its bytes. Call it soon after a click.
 *
 * @param name as the browser's list of passkeys shows it.
 * @throws WalletError 4001 `passkey_cancelled`, 4200 `passkey_unsupported` where passkeys or PRF are missing
 */
export async function makePasskey(walletId: string, name: string, signal: AbortSignal): Promise<PasskeyFactor> {
  const first = await prfSalt(walletId);
  const made = await credential(() =>
    navigator.credentials.create({
      signal,
      publicKey: {
        rp: { name: 'Alcove' },
        // A handle of its own: a second passkey on the same device must not take the place of the first.
        user: { id: randomBytes(32), name, displayName: name },
        challenge: randomBytes(32),
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions: { prf: { eval: { first } } },
        timeout: TIMEOUT_MS,
      },
    }),
  );
  if (made.getClientExtensionResults().prf?.enabled === false) throw unsupported();
  const credentialId = bytesOf(made.rawId);
  const prf = prfOf(made);
  // Most authenticators answer only a login, not the making.
  return prf === null ? await usePasskey(walletId, credentialId, signal) : { credentialId, prf };
}
