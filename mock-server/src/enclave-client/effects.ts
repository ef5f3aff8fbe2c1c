import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import { boolean, bytes, integer, literal, object, oneOf, type Reader, SchemaError, text } from '../enclave/schema.ts';
import type { CallEffects } from './port.ts';

const address = text(42, 42);
const path = text(1, 64);
const anyBytes = bytes(0, Number.MAX_SAFE_INTEGER);
const requestId = text(36, 36);

const readers: { readonly [Kind in CallEffects['kind']]: Reader<Extract<CallEffects, { readonly kind: Kind }>> } = {
  none: object({ kind: literal('none') }),
  created: object({ kind: literal('created'), record: anyBytes, address, path, proof: anyBytes, pinEpoch: integer(0), imported: boolean }),
  activated: object({ kind: literal('activated') }),
  account: object({ kind: literal('account'), accountIndex: integer(0), address, path }),
  'pin-destroyed': object({ kind: literal('pin-destroyed') }),
  'pin-changed': object({ kind: literal('pin-changed'), record: anyBytes, pinEpoch: integer(0) }),
  'pin-activated': object({ kind: literal('pin-activated'), pinEpoch: integer(0) }),
  'wrap-added': object({
    kind: literal('wrap-added'),
    wrapId: requestId,
    wrapKind: oneOf('kit', 'passkey'),
    wrap: anyBytes,
    createdAtMs: integer(0),
    isConfirmed: boolean,
  }),
  'wrap-confirmed': object({ kind: literal('wrap-confirmed'), wrapId: requestId }),
  'wrap-removed': object({ kind: literal('wrap-removed'), wrapId: requestId }),
  'signed-message': object({ kind: literal('signed-message'), requestId, signature: bytes(65) }),
  'signed-transaction': object({
    kind: literal('signed-transaction'),
    requestId,
    chainId: integer(1),
    rawTransaction: anyBytes,
    transactionHash: bytes(32),
  }),
};

/** Reads what the server has to store. @throws SchemaError */
export const readEffects: Reader<CallEffects> = (value: CborValue | undefined, field) => {
  const kind: unknown = value !== null && typeof value === 'object' ? (value as { readonly kind?: unknown }).kind : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(readers, kind)) throw new SchemaError(`${field}.kind`, 'is not known');
  return readers[kind as CallEffects['kind']](value, field);
};
