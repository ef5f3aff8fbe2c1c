import type { Hono } from 'hono';
import { base64url } from 'jose';
import type * as v from 'valibot';
import { routes } from '../../../widget/src/contract/api.ts';
import { sealedOperations } from '../../../widget/src/contract/sealed.ts';
import { attestRequestSchema, type CallRequest, callRequestSchema, challengeRequestSchema } from '../../../widget/src/contract/wallet-api.ts';
import { isAskerAllowed } from '../apps/origins.ts';
import { toAuditEvent } from '../audit/call-event.ts';
import { sha256 } from '../ciam/keys.ts';
import type { CallAttachments, CallEffects, CallReply } from '../enclave-client/port.ts';
import { type AppContext, type AppEnv, route } from '../http/context.ts';
import { jsonBody } from '../http/json-body.ts';
import { ApiProblem } from '../http/problem.ts';
import { sameBytes } from '../store/same-bytes.ts';
import type { SessionRow, WalletRow } from '../store/store.ts';
import { applyEffects, otherIntent, type SealedCall } from './effects.ts';
import { readIntent, requestOf } from './intent.ts';
import { claimForCall, releaseAfterCall } from './nonces.ts';
import { findOwnedWallet } from './owned-wallet.ts';
import { settlePopulated } from './populated.ts';
import type { Services } from './services.ts';

const knownOperations: ReadonlySet<string> = new Set(sealedOperations);

function checkOperation(operation: string): void {
  if (!knownOperations.has(operation)) throw new ApiProblem('unknown_op', { field: 'operation' });
}

/** The caller's wallet; null where the operation is to make one and none stands in the way. */
async function findWalletFor(operation: string, walletId: string, session: SessionRow, services: Services): Promise<WalletRow | null> {
  if (operation !== 'wallet_create' && operation !== 'import') return findOwnedWallet(services.store, walletId, session.userId);
  const named = await services.store.findWallet(walletId);
  const own = await settlePopulated(await services.store.listWallets(session.userId), services);
  const taken = (named !== null && named.userId !== session.userId) || own.some((wallet) => wallet.state !== 'POPULATED');
  if (taken) throw new ApiProblem('wallet_exists', { field: 'walletId' });
  return null;
}

const wrapOperations: ReadonlySet<string> = new Set(['wrap_add', 'wrap_remove', 'recover']);

/** What the enclave needs besides the record: the one that waits, always; recovery wraps where they matter. */
async function attachmentsOf(wallet: WalletRow | null, operation: string, { store }: Services): Promise<CallAttachments> {
  const wraps = wallet !== null && wrapOperations.has(operation) ? await store.listWraps(wallet.walletId) : [];
  return { pending: wallet?.pending?.record ?? null, wraps: wraps.map(({ wrap }) => wrap) };
}

/** The intent of a signature: readable, asked for by a page that may ask, and the only one of its request id. */
async function checkIntent(request: CallRequest, session: SessionRow, services: Services): Promise<SealedCall['intent']> {
  if (request.operation !== 'sign_intent') return null;
  if (request.intent === undefined) throw new ApiProblem('invalid_request', { field: 'intent', detail: 'sign_intent needs an intent.' });
  const bytes = new Uint8Array(base64url.decode(request.intent));
  const read = readIntent(bytes);
  const app = await services.registry.find(session.appId);
  const allowed = read.origin === services.walletOrigin || (app !== null && isAskerAllowed(app, read.origin));
  if (!allowed) throw new ApiProblem('forbidden_origin', { field: 'intent.origin', detail: 'The page is not registered for this app.' });
  services.originBuckets.take(`${session.appId} ${read.origin}`, app?.limits?.origin);
  const hash = sha256(requestOf(bytes));
  const earlier = await services.store.findSignature(request.walletId, read.requestId);
  if (earlier !== null && !sameBytes(earlier.intentHash, hash)) throw otherIntent();
  return { read, hash };
}

/** Attestation, challenges and sealed calls: the server passes them on and keeps what comes of them. */
export function enclaveRoutes(app: Hono<AppEnv>, services: Services): void {
  const attestBody = jsonBody(attestRequestSchema);
  const challengeBody = jsonBody(challengeRequestSchema);
  const callBody = jsonBody(callRequestSchema);

  route(app, routes.attest, [attestBody.read], async function attest(context) {
    const document = await services.enclave.attest(base64url.decode(attestBody.of(context).nonce));
    return context.json({ document: base64url.encode(document) });
  });

  route(app, routes.challenge, [challengeBody.read, services.authenticate], async function challenge(context) {
    const { operation, walletId, nonce } = challengeBody.of(context);
    checkOperation(operation);
    const session = context.get('session');
    const wallet = await findWalletFor(operation, walletId, session, services);
    const made = await services.enclave.challenge({
      operation,
      walletId,
      sessionKeyThumbprint: base64url.decode(session.thumbprint),
      nonce: base64url.decode(nonce),
    });
    return context.json({
      challenge: base64url.encode(made.challenge),
      document: base64url.encode(made.document),
      enclaveId: made.enclaveId,
      expiresAtMs: made.expiresAtMs,
      pinEpoch: wallet?.pinEpoch ?? 0,
    });
  });

  async function audit({ operation }: CallRequest, { session, walletId, intent }: SealedCall, effects: CallEffects): Promise<void> {
    const event = toAuditEvent({ operation, walletId, session, effects, intentHash: intent?.hash ?? null, nowMs: services.clock.nowMs() });
    await services.store.appendAudit(event);
  }

  /** The call, its place in the log, and what becomes of its nonce: nobody waits behind one that was signed for nobody. */
  async function callWithNonce(context: AppContext, request: CallRequest, call: SealedCall): Promise<CallReply> {
    const attachments = await attachmentsOf(call.wallet, request.operation, services);
    await claimForCall(call, services);
    let isKept = false;
    try {
      const answer = await services.enclave.call(request, call.wallet?.record ?? null, attachments);
      const canBeSent = answer.effects.kind === 'signed-transaction' && !context.req.raw.signal.aborted;
      const kept = applyEffects(answer.effects, call, services);
      // What was signed is signed, whatever becomes of it, and all that is to be written shares a commit. Anything else is done once it is kept.
      if (call.intent === null) await kept;
      const steps = [kept, audit(request, call, answer.effects), releaseAfterCall(call, canBeSent, services)];
      await Promise.allSettled(steps);
      await Promise.all(steps);
      isKept = true;
      return answer;
    } finally {
      if (!isKept) await releaseAfterCall(call, false, services);
    }
  }

  async function callEnclave(context: AppContext, request: v.InferOutput<typeof callRequestSchema>): Promise<Response> {
    const session = context.get('session');
    checkOperation(request.operation);
    if (request.sessionCertificate !== base64url.encode(session.certificate)) {
      throw new ApiProblem('envelope_invalid', { field: 'sessionCertificate', detail: 'The certificate is not that of this session.' });
    }
    const wallet = await findWalletFor(request.operation, request.walletId, session, services);
    const intent = await checkIntent(request, session, services);
    const call = { session, walletId: request.walletId, wallet, intent };
    const { reply } = await callWithNonce(context, request, call);
    return context.json({ reply: base64url.encode(reply) });
  }

  route(app, routes.call, [callBody.read, services.authenticate, services.admit, services.idempotent], (context) => callEnclave(context, callBody.of(context)));
}
