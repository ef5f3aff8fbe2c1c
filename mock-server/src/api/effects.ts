import type { CallEffects } from '../enclave-client/port.ts';
import { ApiProblem } from '../http/problem.ts';
import { sameBytes } from '../store/same-bytes.ts';
import type { SessionRow, SignatureRow, WalletRow } from '../store/store.ts';
import type { ReadIntent } from './intent.ts';
import { markActivated } from './populated.ts';
import type { Services } from './services.ts';
import { toTransactionRow } from './signed-transaction.ts';

export type SealedCall = {
  readonly session: SessionRow;
  readonly walletId: string;
  /** Null for `wallet_create`. */
  readonly wallet: WalletRow | null;
  /** For `sign_intent`: the intent, and the SHA-256 of what a repetition has in common with it (`requestOf`). */
  readonly intent: { readonly read: ReadIntent; readonly hash: Uint8Array } | null;
};

type Effect<Kind extends CallEffects['kind']> = Extract<CallEffects, { kind: Kind }>;
type Apply<Kind extends CallEffects['kind']> = (effect: Effect<Kind>, call: SealedCall, services: Services) => Promise<void>;

/** One request, one intent. The same id over other contents is a client gone wrong, and its signature stays here. */
export function otherIntent(): ApiProblem {
  return new ApiProblem('idempotency_conflict', { field: 'intent.requestId', detail: 'This request id belongs to another intent.' });
}

function toSignatureRow({ walletId, intent }: SealedCall, requestId: string, signature: Uint8Array, { clock }: Services): SignatureRow {
  if (intent === null || intent.read.requestId !== requestId) throw new Error('the enclave signed for another request than was made');
  return { walletId, requestId, intentHash: intent.hash, signature, createdAtMs: clock.nowMs() };
}

function checkKept(kept: SignatureRow, made: SignatureRow): void {
  if (!sameBytes(kept.intentHash, made.intentHash)) throw otherIntent();
}

/** What each outcome means for the store. */
const table: { readonly [Kind in CallEffects['kind']]: Apply<Kind> } = {
  none: async () => {},

  created: async ({ record, address, path, pinEpoch, imported }, { session, walletId }, { store, clock }) => {
    const accounts = [{ accountIndex: 0, address, path }];
    const { userId, appId } = session;
    const kept = { walletId, userId, appId, pinEpoch, record, pending: null, imported, accounts, createdAtMs: clock.nowMs() };
    const outcome = await store.createWallet({ ...kept, state: 'POPULATED' });
    if (outcome === 'exists') throw new ApiProblem('wallet_exists', { field: 'walletId' });
  },

  activated: (_effect, { wallet, walletId }, services) => markActivated(walletId, wallet, services),

  account: ({ accountIndex, address, path }, { walletId }, { store }) => store.addAccount(walletId, { accountIndex, address, path }),

  'pin-destroyed': (_effect, { walletId }, { store }) => store.setWalletState(walletId, 'PIN_DESTROYED'),

  'pin-changed': ({ record, pinEpoch }, { walletId }, { store }) => store.savePending(walletId, record, pinEpoch),

  'pin-activated': ({ pinEpoch }, { walletId }, { store }) => store.activatePending(walletId, pinEpoch),

  'wrap-added': ({ wrapId, wrapKind, wrap, createdAtMs, isConfirmed }, { walletId }, { store }) =>
    store.putWrap({ walletId, wrapId, kind: wrapKind, wrap, createdAtMs, confirmedAtMs: isConfirmed ? createdAtMs : null }),

  'wrap-confirmed': ({ wrapId }, { walletId }, { store, clock }) => store.confirmWrap(walletId, wrapId, clock.nowMs()),

  'wrap-removed': ({ wrapId }, { walletId }, { store }) => store.deleteWrap(walletId, wrapId),

  'signed-message': async ({ requestId, signature }, call, services) => {
    const made = toSignatureRow(call, requestId, signature, services);
    checkKept(await services.store.saveSignature(made), made);
  },

  'signed-transaction': async ({ requestId, rawTransaction }, call, services) => {
    const intent = call.intent?.read;
    if (intent?.kind !== 'transaction') throw new Error('the enclave signed a transaction that was not asked for');
    const { row, signature } = toTransactionRow({ intent, rawTransaction, walletId: call.walletId, nowMs: services.clock.nowMs() });
    const made = toSignatureRow(call, requestId, signature, services);
    const kept = await services.store.saveSignedTransaction(made, row);
    checkKept(kept.signature, made);
    if (kept.transaction?.hash !== row.hash) throw new Error('two signatures over one intent differ');
  },
};

/**
 * Makes the outcome of a sealed call durable. The reply is handed on only after this has returned: nobody is told of a
 * wallet or a signature that a power cut could still take back.
 *
 * @throws ApiProblem `wallet_exists`, `idempotency_conflict`
 */
export function applyEffects(effects: CallEffects, call: SealedCall, services: Services): Promise<void> {
  // The table holds, for each kind, what takes exactly that kind; TypeScript cannot follow the pair through the lookup.
  const apply = table[effects.kind] as Apply<CallEffects['kind']>;
  return apply(effects, call, services);
}
