import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { Addon } from '../../../mock-server/src/enclave/crypto/secp256k1-addon.ts';

/*
 * Stands for the native addon of libsecp256k1 where nothing native can be loaded: the same calls on noble, which the enclave's tests hold
 * the addon against. Noble is not constant in time; this enclave guards play money.
 */

const { Point } = secp256k1;
const order = Point.Fn.ORDER;
const toNumber = (bytes: Uint8Array): bigint => Point.Fn.fromBytes(bytes);

/** 0 for success, as libsecp256k1's wrapper has it. */
function status(work: () => void): number {
  try {
    work();
    return 0;
  } catch {
    return 1;
  }
}

const noble: Addon = {
  contextRandomize: () => 0,
  privateKeyVerify: (privateKey) => (secp256k1.utils.isValidSecretKey(Uint8Array.from(privateKey)) ? 0 : 1),
  privateKeyTweakAdd: (privateKey, tweak) =>
    status(() => {
      const sum = (toNumber(Uint8Array.from(privateKey)) + toNumber(Uint8Array.from(tweak))) % order;
      if (sum === 0n) throw new RangeError('the sum is zero');
      privateKey.set(Point.Fn.toBytes(sum));
    }),
  publicKeyCreate: (output, privateKey) => status(() => output.set(secp256k1.getPublicKey(Uint8Array.from(privateKey), output.length === 33))),
  ecdsaSign: (output, digest, privateKey) =>
    status(() => {
      const signed = secp256k1.sign(Uint8Array.from(digest), Uint8Array.from(privateKey), { prehash: false, lowS: true, format: 'recovered' });
      output.recid = signed[0] as number;
      output.signature.set(signed.subarray(1));
    }),
  ecdsaRecover: (output, signature, recoveryId, digest) =>
    status(() => {
      const recovered = secp256k1.recoverPublicKey(Uint8Array.of(recoveryId, ...signature), Uint8Array.from(digest), { prehash: false });
      output.set(Point.fromBytes(recovered).toBytes(output.length === 33));
    }),
};

export const addon = (): Addon => noble;
