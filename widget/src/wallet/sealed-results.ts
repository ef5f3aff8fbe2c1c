import type { AppProof, SealedError, SealedErrorCode, SealedResults } from '../contract/sealed.ts';
import type { CborItem, CborMap } from '../crypto/cbor-decode.ts';
import { ReplyError } from '../crypto/seal.ts';

/** What the enclave said inside the seal: the PIN was wrong, the intent was refused, and so on. */
export class SealedFailure extends Error {
  readonly error: SealedError;
  constructor(error: SealedError) {
    super(`The enclave answered: ${error.code}`);
    this.name = 'SealedFailure';
    this.error = error;
  }
}

/** Complete by its type: a code that the contract gains is missing here at once. */
const sealedErrorCodes: Readonly<Record<SealedErrorCode, true>> = {
  pin_wrong: true,
  pin_delayed: true,
  pin_locked: true,
  pin_policy: true,
  grant_unknown: true,
  grant_exhausted: true,
  pin_required: true,
  intent_invalid: true,
  intent_expired: true,
  account_mismatch: true,
  result_mismatch: true,
  wallet_state: true,
  factor_wrong: true,
  hold: true,
  login_stale: true,
  mnemonic_invalid: true,
  policy_refused: true,
};

export function fault(field: string): ReplyError {
  return new ReplyError(`The reply of the enclave is malformed at ${field}.`);
}

export function mapOf(item: CborItem | undefined, field: string): CborMap {
  if (!(item instanceof Map)) throw fault(field);
  return item;
}

export function bytesOf(map: CborMap, field: string, length?: number): Uint8Array {
  const item = map.get(field);
  if (!(item instanceof Uint8Array) || (length !== undefined && item.length !== length)) throw fault(field);
  return item;
}

function optionalBytesOf(map: CborMap, field: string, length?: number): Uint8Array | null {
  const item = map.get(field);
  return item === undefined || item === null ? null : bytesOf(map, field, length);
}

export function numberOf(map: CborMap, field: string): number {
  const item = map.get(field);
  if (typeof item !== 'number') throw fault(field);
  return item;
}

export function textOf(map: CborMap, field: string): string {
  const item = map.get(field);
  if (typeof item !== 'string') throw fault(field);
  return item;
}

export function proofOf(map: CborMap): AppProof {
  const proof = mapOf(map.get('proof'), 'proof');
  return { payload: bytesOf(proof, 'payload'), signature: bytesOf(proof, 'signature', 64) };
}

/** Reads one operation's result, and believes nothing about its shape. @throws ReplyError */
export type ResultReader<Result> = (map: CborMap) => Result;

/** What creating, signing and paying need. What a person does with the keys themselves is read where that is done (tasks/). */
type ReadResults = Pick<SealedResults, 'wallet_create' | 'wallet_activate' | 'sign_intent'>;
export type CommonOperation = keyof ReadResults;

export const commonResults: { readonly [Op in CommonOperation]: ResultReader<ReadResults[Op]> } = {
  wallet_create: (map) => ({ address: bytesOf(map, 'address', 20), path: textOf(map, 'path'), pinEpoch: numberOf(map, 'pinEpoch'), proof: proofOf(map) }),
  wallet_activate: (map) => {
    if (map.get('state') !== 'AVAILABLE') throw fault('state');
    return { state: 'AVAILABLE' };
  },
  sign_intent: (map) => {
    const signature = optionalBytesOf(map, 'signature', 65);
    const rawTransaction = optionalBytesOf(map, 'rawTransaction');
    const transactionHash = optionalBytesOf(map, 'transactionHash', 32);
    return {
      ...(signature === null ? {} : { signature }),
      ...(rawTransaction === null ? {} : { rawTransaction }),
      ...(transactionHash === null ? {} : { transactionHash }),
      proof: proofOf(map),
      failedSinceLastUnlock: numberOf(map, 'failedSinceLastUnlock'),
    };
  },
};

function readError(map: CborMap): SealedError {
  const code = textOf(map, 'code');
  if (!Object.hasOwn(sealedErrorCodes, code)) throw fault('error.code');
  const number = (field: string) => (typeof map.get(field) === 'number' ? { [field]: numberOf(map, field) } : {});
  const text = (field: string) => (typeof map.get(field) === 'string' ? { [field]: textOf(map, field) } : {});
  return { code: code as SealedErrorCode, ...number('remaining'), ...number('retryAtMs'), ...text('rule'), ...text('field') };
}

/**
 * Reads the body of an opened reply.
 *
 * @throws SealedFailure for an error inside the seal, ReplyError for a body of another shape.
 */
export function readSealedResult<Result>(body: CborMap, read: ResultReader<Result>): Result {
  const ok = body.get('ok');
  if (ok === true) return read(mapOf(body.get('result'), 'result'));
  if (ok === false) throw new SealedFailure(readError(mapOf(body.get('error'), 'error')));
  throw fault('ok');
}
