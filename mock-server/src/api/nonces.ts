import { ApiProblem } from '../http/problem.ts';
import type { SealedCall } from './effects.ts';
import type { Services } from './services.ts';

/*
 * How long a nonce is kept for a payment between its steps. A page may be closed at any moment, and a payment behind a nonce that nobody uses
 * is in no block: so each step keeps it only for as long as the next one takes, and what was signed but never sent keeps none.
 * Whoever is slower keeps it as long as no other payment of the account wants it.
 */

/** From the nonce to the sealed call: a challenge, its attestation and the seal. */
export const PREPARED_LIFETIME_MS = 5_000;
/** Three times what the enclave is given to answer: the end of the call ends it, this is for a server that dies in the middle. */
const CALL_LIFETIME_MS = 30_000;
/** From the signature to the wish to send it. */
const SIGNED_LIFETIME_MS = 5_000;

/**
 * Before anything is signed: the nonce is this request's, or becomes it. What lapsed and went to another payment meanwhile is not signed: the two
 * could only push each other out.
 *
 * @throws ApiProblem `transaction_rejected`: whoever tries again gets another nonce.
 */
export async function claimForCall({ intent }: SealedCall, { store, clock }: Services): Promise<void> {
  if (intent?.read.kind !== 'transaction') return;
  const { chainId, account, requestId, nonce } = intent.read;
  const nowMs = clock.nowMs();
  const place = { chainId, address: account, requestId, nonce };
  const isOurs = await store.claimNonce({ ...place, nowMs, expiresAtMs: nowMs + CALL_LIFETIME_MS });
  if (isOurs) return;
  throw new ApiProblem('transaction_rejected', { field: 'intent.nonce', detail: 'Another payment took its place meanwhile. Nothing was signed.' });
}

/**
 * After the call. Nothing signed, or nobody there any more to send it: no other payment waits. Who comes back, with the same request, goes on where
 * it stopped, with the same signature, unless another payment took the nonce.
 */
export async function releaseAfterCall({ intent }: SealedCall, canBeSent: boolean, { store, clock }: Services): Promise<void> {
  if (intent?.read.kind !== 'transaction') return;
  const { chainId, account, requestId } = intent.read;
  await store.releaseNonce({ chainId, address: account, requestId, atMs: clock.nowMs() + (canBeSent ? SIGNED_LIFETIME_MS : 0) });
}
