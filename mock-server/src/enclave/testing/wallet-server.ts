import type { CborValue } from '../../../../widget/src/contract/dcbor.ts';
import type { AppProof, SealedOperation } from '../../../../widget/src/contract/sealed.ts';
import type { CallEffects } from '../../enclave-client/port.ts';
import { type CallOutcome, pinField, type WalletClient } from './wallet-client.ts';

type WrapKept = { readonly kind: string; readonly wrap: Uint8Array; readonly isConfirmed: boolean };

/** What a server keeps of one wallet. */
export type Kept = {
  record: Uint8Array | null;
  pending: Uint8Array | null;
  pinEpoch: number;
  state: 'POPULATED' | 'AVAILABLE' | 'PIN_DESTROYED';
  address: string;
  wraps: Map<string, WrapKept>;
};

export async function resultHashOf(result: { readonly [key: string]: CborValue }): Promise<Uint8Array> {
  const { payload } = result.proof as unknown as AppProof;
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(payload)));
}

/** Stores effects as the wallet server does, and can die before it does. */
export function createWalletServer() {
  const kept: Kept = { record: null, pending: null, pinEpoch: 0, state: 'POPULATED', address: '', wraps: new Map() };

  function apply(effects: CallEffects): void {
    if (effects.kind === 'created') Object.assign(kept, { record: effects.record, address: effects.address, pinEpoch: effects.pinEpoch });
    if (effects.kind === 'activated') kept.state = 'AVAILABLE';
    if (effects.kind === 'pin-destroyed') kept.state = 'PIN_DESTROYED';
    if (effects.kind === 'wrap-added') kept.wraps.set(effects.wrapId, { kind: effects.wrapKind, wrap: effects.wrap, isConfirmed: effects.isConfirmed });
    if (effects.kind === 'wrap-confirmed') kept.wraps.set(effects.wrapId, { ...(kept.wraps.get(effects.wrapId) as WrapKept), isConfirmed: true });
    if (effects.kind === 'wrap-removed') kept.wraps.delete(effects.wrapId);
    if (effects.kind === 'pin-changed') kept.pending = effects.record;
    if (effects.kind === 'pin-activated' && effects.pinEpoch !== kept.pinEpoch) {
      if (kept.pending === null) throw new Error('nothing waits');
      Object.assign(kept, { record: kept.pending, pending: null, pinEpoch: effects.pinEpoch, state: 'AVAILABLE' });
    }
  }

  const attachments = () => ({ pinEpoch: kept.pinEpoch, pending: kept.pending, wraps: [...kept.wraps.values()].map(({ wrap }) => wrap) });

  /** One call of a client by way of this server. `dies`: the enclave did its work, and nothing of it was stored. */
  async function call(
    client: WalletClient,
    operation: SealedOperation,
    plaintext: { readonly [key: string]: CborValue },
    options: { readonly intent?: Uint8Array; readonly dies?: boolean } = {},
  ): Promise<CallOutcome> {
    const isNew = operation === 'wallet_create' || operation === 'import';
    const outcome = await client.call(operation, plaintext, isNew ? null : kept.record, options.intent ?? null, { stored: isNew ? {} : attachments() });
    if (options.dies !== true) apply(outcome.effects);
    return outcome;
  }

  return {
    kept,
    call,
    apply,
    /** Creates and activates. */
    async createWallet(client: WalletClient, pin: string): Promise<void> {
      const created = await call(client, 'wallet_create', { pin: pinField(pin) });
      if (!created.body.ok) throw new Error(`not created: ${JSON.stringify(created.body)}`);
      await call(client, 'wallet_activate', { resultHash: await resultHashOf(created.body.result) });
    },
    unlock: (client: WalletClient, pin: string) => call(client, 'unlock', { pin: pinField(pin), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }),
    changePin: (client: WalletClient, pin: string, newPin: string, options = {}) =>
      call(client, 'pin_change', { pin: pinField(pin), newPin: pinField(newPin) }, options),
    async activatePin(client: WalletClient, changed: CallOutcome, options = {}): Promise<CallOutcome> {
      if (!changed.body.ok) throw new Error(`not changed: ${JSON.stringify(changed.body)}`);
      return call(client, 'pin_activate', { resultHash: await resultHashOf(changed.body.result) }, options);
    },
  };
}
export type WalletServer = ReturnType<typeof createWalletServer>;
