import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { withPin } from './pin-guard.ts';
import { bytes, object, type Read, uuid } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { changeWrapSet, proveWrapSet, readWraps } from './wrap-set.ts';

export const readWrapRemove = object({ wrapId: uuid, pin: bytes(32), random: bytes(32) });

/** `wrap_remove` (PROTOCOL §6.10): the wrap stops counting. A kit's file and words still give the seed to whoever has both. */
export async function wrapRemove(enclave: Enclave, call: SealedCall<Read<typeof readWrapRemove>>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const { wrapId } = plaintext;
  return withPin(enclave, owner, call.stored(), plaintext.pin, async ({ recordKey, head: before }) => {
    wipe(recordKey);
    const wraps = readWraps(call.wraps, owner);
    const wrap = wraps.find(({ headerFields }) => headerFields.wrapId === wrapId);
    const head = wrap === undefined ? before : await changeWrapSet(enclave, before, wraps, { remove: wrap.hash, event: 'wrap_remove' });
    return { result: { wrapId, proof: proveWrapSet(enclave, owner, head) }, effects: { kind: 'wrap-removed', wrapId } };
  });
}
