import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import type { SealedOperation } from '../../../widget/src/contract/sealed.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { QueueFullError } from './concurrency.ts';
import type { Enclave } from './enclave.ts';
import { readEnvelope } from './envelope.ts';
import { exportSeed, readExport } from './export-seed.ts';
import { importSeed, readImport } from './import-seed.ts';
import { ledgerHead, readLedgerHead } from './ledger-head.ts';
import { pinActivate } from './pin-activate.ts';
import { pinChange, readPinChange } from './pin-change.ts';
import { policySet, readPolicySet } from './policy-set.ts';
import { KmsError, LedgerError } from './ports.ts';
import { readRecover, recover } from './recover.ts';
import { bytes, object, type Reader, SchemaError, text, uuid } from './schema.ts';
import { readAttachments, type SealedHandler, sealed } from './sealed-call.ts';
import { readSessionOpen, readSessionRevoke, sessionOpen, sessionRevoke } from './session.ts';
import { readSign, signIntent } from './sign.ts';
import { addressDerive, readAddress, readUnlock, unlock } from './unlock.ts';
import { readActivate, readCreate, walletActivate, walletCreate } from './wallet-create.ts';
import { readWrapAdd, wrapAdd } from './wrap-add.ts';
import { readWrapRemove, wrapRemove } from './wrap-remove.ts';

/* The closed list of operations (PROTOCOL §2). What is not here does not exist: no debug call, no raw signing, no key. */

type Body = { readonly [key: string]: CborValue };
type Handler = (enclave: Enclave, body: Body) => Promise<CborValue> | CborValue;

const sealedHandlers: { readonly [Op in SealedOperation]: SealedHandler } = {
  wallet_create: sealed(readCreate, walletCreate, { withoutRecord: true }),
  wallet_activate: sealed(readActivate, walletActivate),
  pin_change: sealed(readPinChange, pinChange),
  pin_activate: sealed(readActivate, pinActivate),
  wrap_add: sealed(readWrapAdd, wrapAdd),
  wrap_remove: sealed(readWrapRemove, wrapRemove),
  recover: sealed(readRecover, recover),
  export: sealed(readExport, exportSeed),
  import: sealed(readImport, importSeed, { withoutRecord: true }),
  address_derive: sealed(readAddress, addressDerive),
  unlock: sealed(readUnlock, unlock),
  sign_intent: sealed(readSign, signIntent),
  policy_set: sealed(readPolicySet, policySet),
};

function open<Request>(read: Reader<Request>, act: (enclave: Enclave, request: Request) => Promise<CborValue> | CborValue): Handler {
  return (enclave, body) => act(enclave, read(body, 'request'));
}

const readAttest = object({ nonce: bytes(32) });
const readChallenge = object({ operation: text(1, 32), walletId: uuid, thumbprint: bytes(32), nonce: bytes(32) });
const readHealth = object({});

async function attest(enclave: Enclave, { nonce }: ReturnType<typeof readAttest>): Promise<CborValue> {
  return { document: (await enclave.attester.attest(nonce)).document };
}

async function challenge(enclave: Enclave, request: ReturnType<typeof readChallenge>): Promise<CborValue> {
  if (!Object.hasOwn(sealedHandlers, request.operation)) throw new EnclaveError('unknown_op', 'this operation does not exist');
  const { document, payloadSha256, hpkeKey } = await enclave.attester.attest(request.nonce);
  const issued = enclave.challenges.issue({ ...request, payloadSha256, hpkeKey });
  return { ...issued, document, enclaveId: enclave.enclaveId };
}

async function health(enclave: Enclave): Promise<CborValue> {
  const isReachable = async () => {
    const sample = await enclave.kms[0]?.client.generateRandom(32);
    return sample?.length === 32;
  };
  const [witnessesReachable, kmsReachable] = await Promise.all([enclave.ledger.reachable(), isReachable().catch(() => false)]);
  const { enclaveId, imageMeasurement, manifest, ledger } = enclave;
  return { enclaveId, pcr0: imageMeasurement, releaseSeq: manifest.releaseSeq, witnessesReachable, witnessesForked: ledger.forked(), kmsReachable };
}

function handlerTable(): ReadonlyMap<string, Handler> {
  const table = new Map<string, Handler>([
    ['attest', open(readAttest, attest)],
    ['challenge', open(readChallenge, challenge)],
    ['session_open', open(readSessionOpen, sessionOpen)],
    ['session_revoke', open(readSessionRevoke, sessionRevoke)],
    ['ledger_head', open(readLedgerHead, ledgerHead)],
    ['health', open(readHealth, health)],
  ]);
  for (const [operation, handle] of Object.entries(sealedHandlers)) {
    table.set(operation, async (enclave, { pending = null, wraps = [], ...body }) => {
      const attachments = readAttachments({ pending, wraps }, 'request');
      return { ...(await handle(enclave, operation as SealedOperation, readEnvelope(body, 'request'), attachments)) };
    });
  }
  return table;
}

const handlers = handlerTable();

/**
 * The caller can do nothing about any of these, but they mean different things to an operator: a data key that the KMS
 * does not know is a record that was changed, and no waiting will help. A refusal means access was taken away.
 */
const kmsCodes = {
  kms_unavailable: 'kms_unavailable',
  kms_denied: 'kms_unavailable',
  kms_response_invalid: 'kms_response_invalid',
  kms_ciphertext_invalid: 'record_tampered',
} as const;

/** Everything that may leave unsealed, as one of the port's codes. The text never carries a value of the request. */
export function toEnclaveError(error: unknown): EnclaveError {
  if (error instanceof EnclaveError) return error;
  if (error instanceof SchemaError) return new EnclaveError('invalid_request', error.message, { cause: error });
  if (error instanceof LedgerError)
    return new EnclaveError(error.code === 'ledger_rollback' ? 'ledger_rollback' : 'ledger_unavailable', error.message, { cause: error });
  if (error instanceof KmsError) return new EnclaveError(kmsCodes[error.code], error.message, { cause: error });
  if (error instanceof QueueFullError) return new EnclaveError('rate_limited', 'the enclave is busy', { cause: error });
  return new EnclaveError('internal', 'the enclave could not do this', { cause: error });
}

/**
 * Does one operation.
 *
 * @throws EnclaveError and nothing else; `unknown_op` for what is not on the list.
 */
export async function operate(enclave: Enclave, operation: string, body: Body): Promise<CborValue> {
  const handler = handlers.get(operation);
  if (handler === undefined) throw new EnclaveError('unknown_op', 'this operation does not exist');
  try {
    return await handler(enclave, body);
  } catch (error) {
    throw toEnclaveError(error);
  }
}
