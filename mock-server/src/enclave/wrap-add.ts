import { timingSafeEqual } from 'node:crypto';
import { mnemonicBytes } from './crypto/hd-key.ts';
import { sha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { confirmationTag, KIT_ARGON2, KIT_SECRET_BYTES, kitFactor, kitFile, wordsAt } from './kit.ts';
import { newUuid } from './new-uuid.ts';
import { passkeyContext, passkeyFactor } from './passkey-wrap.ts';
import { inTurn, type Unlocked, withPin } from './pin-guard.ts';
import { encodeWrap, sealWrap, WRAP_SUITE, type WrapHeader, wrapHash } from './recovery-wrap.ts';
import { bytes, literal, object, optional, type Read, type Reader, SchemaError, text, uuid } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { headFor, walletHashOf } from './wallet-ledger.ts';
import { openSecret, wipeSecret } from './wrap.ts';
import { changeWrapSet, counts, proveWrapSet, readWraps } from './wrap-set.ts';

const steps = {
  kit: object({ step: literal('kit'), pin: bytes(32), passphrase: optional(text(1, 256)), random: bytes(32) }),
  confirm: object({ step: literal('confirm'), wrapId: uuid, words: bytes(1, 64), random: bytes(32) }),
  passkey: object({ step: literal('passkey'), pin: bytes(32), credentialId: bytes(1, 1023), prf: bytes(32), random: bytes(32) }),
} as const;
type Step = { readonly [K in keyof typeof steps]: Read<(typeof steps)[K]> };

export const readWrapAdd: Reader<Step[keyof Step]> = (value, field) => {
  const step: unknown = value !== null && typeof value === 'object' ? (value as { readonly step?: unknown }).step : undefined;
  if (typeof step !== 'string' || !Object.hasOwn(steps, step)) throw new SchemaError(`${field}.step`, 'is not known');
  return steps[step as keyof Step](value, field);
};

function newHeader(enclave: Enclave, call: SealedCall<unknown>, change: Partial<WrapHeader> & Pick<WrapHeader, 'wrapType'>): WrapHeader {
  const { record } = call.stored();
  return {
    v: 1,
    suite: WRAP_SUITE,
    wrapId: newUuid(enclave.random),
    appId: call.owner.appId,
    subjectHash: call.owner.subjectHash,
    walletId: call.owner.walletId,
    pinEpoch: record.headerFields.pinEpoch,
    releaseSeq: enclave.manifest.releaseSeq,
    createdAtMs: enclave.clock.nowMs(),
    salt: enclave.random(32),
    address0: record.headerFields.address0,
    kdf: null,
    credentialId: null,
    kms: null,
    ...change,
  };
}

/** Three different numbers from 1 to 24, ascending. */
function choosePositions(enclave: Enclave): number[] {
  const chosen = new Set<number>();
  // 240 is the largest multiple of 24 below 256: no number is likelier than another.
  while (chosen.size < 3) for (const byte of enclave.random(16)) if (byte < 240 && chosen.size < 3) chosen.add((byte % 24) + 1);
  return [...chosen].sort((left, right) => left - right);
}

/** Makes a kit. It counts once three of its words have come back. */
async function makeKit(enclave: Enclave, call: SealedCall<Step['kit']>, unlocked: Unlocked): Promise<SealedOutcome> {
  const { passphrase } = call.plaintext;
  const kdf = passphrase === null ? null : ({ alg: 'argon2id', ...KIT_ARGON2, salt: enclave.random(16) } as const);
  const header = newHeader(enclave, call, { wrapType: 'kit', kdf });
  const kitSecret = enclave.random(KIT_SECRET_BYTES);
  const secret = openSecret(call.stored().record, unlocked.recordKey);
  const phrase = mnemonicBytes(kitSecret);
  let factor: Uint8Array | null = null;
  let three: Uint8Array | null = null;
  try {
    factor = await kitFactor(kitSecret, header, passphrase);
    const fields = sealWrap(enclave, { header, factor, entropy: secret.entropy, data: null });
    const positions = choosePositions(enclave);
    three = wordsAt(phrase, positions);
    const wrap = encodeWrap({ ...fields, confirm: { positions, tag: confirmationTag(enclave, wrapHash(fields), positions, three) } });
    const { wrapId, createdAtMs } = header;
    return {
      result: { wrapId, words: phrase, positions, kit: kitFile(fields, header) },
      effects: { kind: 'wrap-added', wrapId, wrapKind: 'kit', wrap, createdAtMs, isConfirmed: false },
    };
  } finally {
    wipe(kitSecret, factor, three, unlocked.recordKey);
    wipeSecret(secret);
  }
}

/** Three words came back: from here on the kit is a way into the wallet. */
async function confirmKit(enclave: Enclave, call: SealedCall<Step['confirm']>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const stored = call.stored();
  const wraps = readWraps(call.wraps, owner);
  const wrap = wraps.find(({ headerFields }) => headerFields.wrapId === plaintext.wrapId);
  if (wrap === undefined || wrap.confirm === null) throw new SealedFailure('wallet_state', { field: 'wrapId' });
  const { positions, tag } = wrap.confirm;
  if (!timingSafeEqual(tag, confirmationTag(enclave, wrap.hash, positions, plaintext.words))) throw new SealedFailure('factor_wrong', { field: 'words' });
  return inTurn(enclave, owner, async () => {
    const before = await headFor(enclave, walletHashOf(enclave, owner), stored);
    if (before.entry.state !== 'AVAILABLE') throw new SealedFailure('wallet_state');
    const head = counts(before, wrap.hash) ? before : await changeWrapSet(enclave, before, wraps, { add: wrap.hash, event: 'wrap_add' });
    const { wrapId } = plaintext;
    return { result: { wrapId, proof: proveWrapSet(enclave, owner, head) }, effects: { kind: 'wrap-confirmed', wrapId } };
  });
}

/** A passkey counts at once: its output has just come from the authenticator. */
async function addPasskey(
  enclave: Enclave,
  call: SealedCall<Step['passkey']>,
  header: WrapHeader,
  data: { readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array },
  unlocked: Unlocked,
): Promise<SealedOutcome> {
  const { credentialId, prf } = call.plaintext;
  const secret = openSecret(call.stored().record, unlocked.recordKey);
  const factor = passkeyFactor(prf, header, credentialId, data.plaintext);
  try {
    const fields = sealWrap(enclave, { header, factor, entropy: secret.entropy, data });
    const wraps = readWraps(call.wraps, call.owner);
    const head = await changeWrapSet(enclave, unlocked.head, wraps, { add: wrapHash(fields), event: 'wrap_add' });
    const { wrapId, createdAtMs } = header;
    const effects = { kind: 'wrap-added', wrapId, wrapKind: 'passkey', wrap: encodeWrap(fields), createdAtMs, isConfirmed: true } as const;
    return { result: { wrapId, proof: proveWrapSet(enclave, call.owner, head) }, effects };
  } finally {
    wipe(factor, unlocked.recordKey);
    wipeSecret(secret);
  }
}

async function passkey(enclave: Enclave, call: SealedCall<Step['passkey']>): Promise<SealedOutcome> {
  const kms = enclave.kms.at(-1);
  if (kms === undefined) throw new SealedFailure('wallet_state');
  const draft = newHeader(enclave, call, { wrapType: 'passkey', credentialId: call.plaintext.credentialId });
  const data = await kms.client.generateDataKey(passkeyContext(draft));
  const header = { ...draft, kms: { keyId: kms.keyId, ciphertextHash: sha256(data.ciphertext) } };
  try {
    return await withPin(enclave, call.owner, call.stored(), call.plaintext.pin, (unlocked) => addPasskey(enclave, call, header, data, unlocked));
  } finally {
    wipe(data.plaintext);
  }
}

/** `wrap_add` (PROTOCOL §6.10): a kit in two steps, a passkey in one. */
export function wrapAdd(enclave: Enclave, call: SealedCall<Step[keyof Step]>): Promise<SealedOutcome> {
  const { plaintext } = call;
  if (plaintext.step === 'confirm') return confirmKit(enclave, { ...call, plaintext });
  if (plaintext.step === 'passkey') return passkey(enclave, { ...call, plaintext });
  const kit = { ...call, plaintext };
  return withPin(enclave, call.owner, call.stored(), plaintext.pin, (unlocked) => makeKit(enclave, kit, unlocked));
}
