import type { AppProof } from '../../../widget/src/contract/sealed.ts';
import { accountKey, accountPath } from './crypto/hd-key.ts';
import { addressOf, publicKeyOf } from './crypto/secp256k1.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import type { RecordHeader } from './record.ts';
import type { WalletSecret } from './wrap.ts';

/** The 20 bytes of account `index`. */
export function deriveAddress(secret: WalletSecret, index: number): Uint8Array<ArrayBuffer> {
  const key = accountKey(secret.node, index);
  try {
    return addressOf(publicKeyOf(key, 'uncompressed'));
  } finally {
    wipe(key);
  }
}

/** `0x` and 40 lower-case digits, for the server's tables. */
export function addressText(address: Uint8Array): string {
  return `0x${Buffer.from(address).toString('hex')}`;
}

/** ADDRESS_DERIVATION (PROTOCOL §6.5): this wallet's account `index` has this address. */
export function proveAddress(
  enclave: Enclave,
  statement: {
    readonly header: RecordHeader;
    readonly headerHash: Uint8Array;
    readonly index: number;
    readonly address: Uint8Array;
    readonly ledgerSeq: number;
    readonly issuedAtMs: number;
  },
): AppProof {
  const { header, headerHash, index, address, ledgerSeq, issuedAtMs } = statement;
  return enclave.attester.prove({
    type: 'ADDRESS_DERIVATION',
    v: 1,
    releaseSeq: header.releaseSeq,
    walletId: header.walletId,
    subjectHash: header.subjectHash,
    path: accountPath(index),
    address,
    headerHash,
    ledgerSeq,
    issuedAtMs,
  });
}
