import { deriveAddress } from './address-proof.ts';
import { sha256 } from './crypto/kdf.ts';
import { entropyOfMnemonic } from './crypto/mnemonic.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { KIT_SECRET_BYTES, kitFactor } from './kit.ts';
import { placeRecord } from './new-record.ts';
import { populateNextEpoch } from './next-epoch.ts';
import { passkeyContext, passkeyFactor } from './passkey-wrap.ts';
import { inTurn } from './pin-guard.ts';
import { readPin, refuseGuessable } from './pin-policy.ts';
import { KmsError } from './ports.ts';
import { tampered } from './record.ts';
import { openWrap, type RecoveryWrap } from './recovery-wrap.ts';
import { bytes, literal, object, optional, type Read, type Reader, SchemaError, text } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { headFor, walletHashOf } from './wallet-ledger.ts';
import { makeSecret, type WalletSecret, wipeSecret } from './wrap.ts';
import { counts, readWraps } from './wrap-set.ts';

const factors = {
  kit: object({ factor: literal('kit'), words: bytes(1, 256), passphrase: optional(text(1, 256)), newPin: bytes(32), random: bytes(32) }),
  passkey: object({ factor: literal('passkey'), credentialId: bytes(1, 1023), prf: bytes(32), newPin: bytes(32), random: bytes(32) }),
} as const;
type Factor = { readonly [K in keyof typeof factors]: Read<(typeof factors)[K]> }[keyof typeof factors];

export const readRecover: Reader<Factor> = (value, field) => {
  const factor: unknown = value !== null && typeof value === 'object' ? (value as { readonly factor?: unknown }).factor : undefined;
  if (typeof factor !== 'string' || !Object.hasOwn(factors, factor)) throw new SchemaError(`${field}.factor`, 'is not known');
  return factors[factor as keyof typeof factors](value, field);
};

type Kit = Extract<Factor, { readonly factor: 'kit' }>;
type Passkey = Extract<Factor, { readonly factor: 'passkey' }>;

async function openWithKit({ words, passphrase }: Kit, wraps: readonly RecoveryWrap[]): Promise<Uint8Array | null> {
  const kitSecret = entropyOfMnemonic(words);
  if (kitSecret === null || kitSecret.length !== KIT_SECRET_BYTES) throw new SealedFailure('factor_wrong', { field: 'words' });
  try {
    for (const wrap of wraps) {
      if (wrap.headerFields.wrapType !== 'kit' || (wrap.headerFields.kdf === null) !== (passphrase === null)) continue;
      const factor = await kitFactor(kitSecret, wrap.headerFields, passphrase);
      const entropy = openWrap(wrap, factor, null);
      wipe(factor);
      if (entropy !== null) return entropy;
    }
    return null;
  } finally {
    wipe(kitSecret);
  }
}

async function openWithPasskey(enclave: Enclave, { credentialId, prf }: Passkey, wraps: readonly RecoveryWrap[]): Promise<Uint8Array | null> {
  const wrap = wraps.find(({ headerFields }) => headerFields.credentialId !== null && Buffer.compare(headerFields.credentialId, credentialId) === 0);
  if (wrap === undefined) return null;
  const { kms: lock } = wrap.headerFields;
  const kms = enclave.kms.find(({ keyId }) => keyId === lock?.keyId);
  if (lock === null || wrap.dataKey === null || Buffer.compare(lock.ciphertextHash, sha256(wrap.dataKey)) !== 0) throw tampered('a wrap without its data key');
  if (kms === undefined) throw new KmsError('kms_unavailable', 'the KMS of this passkey is not configured');
  const dataKey = await kms.client.decrypt(wrap.dataKey, passkeyContext(wrap.headerFields));
  const factor = passkeyFactor(prf, wrap.headerFields, credentialId, dataKey);
  try {
    return openWrap(wrap, factor, dataKey);
  } finally {
    wipe(dataKey, factor);
  }
}

async function openSeed(enclave: Enclave, call: SealedCall<Factor>, wraps: readonly RecoveryWrap[]): Promise<WalletSecret> {
  const { plaintext } = call;
  const entropy = plaintext.factor === 'kit' ? await openWithKit(plaintext, wraps) : await openWithPasskey(enclave, plaintext, wraps);
  if (entropy === null) throw new SealedFailure('factor_wrong');
  const secret = makeSecret(entropy);
  if (Buffer.compare(deriveAddress(secret, 0), call.stored().record.headerFields.address0) === 0) return secret;
  wipeSecret(secret);
  throw tampered('a wrap of another seed');
}

/**
 * `recover` (PROTOCOL §6.11): a login and a recovery factor give the wallet a new PIN, also when the old one was
 * destroyed. The new record waits for `pin_activate` like after a change; until then nothing is different. Factors hold
 * 256 bits, so wrong ones are not counted.
 */
export async function recover(enclave: Enclave, call: SealedCall<Factor>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const stored = call.stored();
  const { headerFields } = stored.record;
  const pin = readPin(plaintext.newPin);
  try {
    refuseGuessable(pin);
    return await inTurn(enclave, owner, async () => {
      const head = await headFor(enclave, walletHashOf(enclave, owner), stored);
      if (head.entry.state !== 'AVAILABLE' && head.entry.state !== 'PIN_DESTROYED') throw new SealedFailure('wallet_state');
      const wraps = readWraps(call.wraps, owner).filter(({ hash }) => counts(head, hash));
      const place = await placeRecord(enclave, owner, headerFields.pinEpoch + 1);
      try {
        return await enclave.limitArgon2(async () => {
          const secret = await openSeed(enclave, call, wraps);
          try {
            return await populateNextEpoch(enclave, { place, head, address0: headerFields.address0, secret, pin, origin: 'recover' });
          } finally {
            wipeSecret(secret);
          }
        });
      } finally {
        place.wipe();
      }
    });
  } finally {
    wipe(pin, plaintext.newPin, plaintext.factor === 'kit' ? plaintext.words : plaintext.prf);
  }
}
