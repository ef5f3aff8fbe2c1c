import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import type { CallRequest } from '../../../widget/src/contract/wallet-api.ts';
import type { BootReply, BootRequest } from '../enclave/manifest.ts';
import { boolean, bytes, integer, list, nullable, object, type Reader, text } from '../enclave/schema.ts';
import { readEffects } from './effects.ts';
import { type CallAttachments, type EnclaveClient, EnclaveError } from './port.ts';

/** Sends one request and gives back its `result`. @throws EnclaveError */
export type Exchange = (op: string, body: { readonly [key: string]: CborValue }) => Promise<CborValue>;

export type BootableEnclaveClient = EnclaveClient & {
  /** Once per process. @throws EnclaveError `unknown_op` when it has been booted. */
  boot(request: BootRequest): Promise<BootReply>;
};

const anyBytes = bytes(0, Number.MAX_SAFE_INTEGER);

const readBootReply = object({ sealedSecret: nullable(anyBytes), attestationPublicKey: anyBytes });
const readDocument = object({ document: anyBytes });
const readChallenge = object({ challenge: bytes(32), document: anyBytes, enclaveId: text(1, 128), expiresAtMs: integer(0) });
const readSession = object({ certificate: anyBytes, subjectHash: bytes(32), expiresAtSeconds: integer(0) });
const readCall = object({ reply: anyBytes, effects: readEffects });
const readLedgerHead = object({
  walletHash: bytes(32),
  entryHash: bytes(32),
  ledgerSeq: integer(0),
  pinEpoch: integer(0),
  state: text(1, 32),
  atMs: integer(0),
  receipts: list(object({ witnessId: text(1, 128), signature: bytes(64) }), 64),
  proof: object({ payload: anyBytes, signature: bytes(64) }),
});
const readHealth = object({
  enclaveId: text(1, 128),
  pcr0: text(96, 96),
  releaseSeq: integer(0),
  witnessesReachable: integer(0),
  witnessesForked: list(text(1, 128), 64),
  kmsReachable: boolean,
});

function fromBase64url(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, 'base64url'));
}

function callBody(request: CallRequest, record: Uint8Array | null, { pending, wraps }: CallAttachments): { readonly [key: string]: CborValue } {
  return {
    walletId: request.walletId,
    enclaveId: request.enclaveId,
    pinEpoch: request.pinEpoch,
    challenge: fromBase64url(request.challenge),
    sessionCertificate: fromBase64url(request.sessionCertificate),
    enc: fromBase64url(request.enc),
    ciphertext: fromBase64url(request.ciphertext),
    stamp: fromBase64url(request.stamp),
    intent: request.intent === undefined ? null : fromBase64url(request.intent),
    record,
    pending,
    wraps: [...wraps],
  };
}

/** The port's methods over any way of sending a request: a socket, or an enclave in memory. */
export function createEnclaveCalls(exchange: Exchange): BootableEnclaveClient {
  async function ask<T>(op: string, body: { readonly [key: string]: CborValue }, read: Reader<T>): Promise<T> {
    const result = await exchange(op, body);
    try {
      return read(result, 'result');
    } catch (cause) {
      throw new EnclaveError('enclave_unavailable', 'the enclave sent an answer that cannot be read', { cause });
    }
  }

  return {
    boot: (request) => ask('boot', { ...request, kms: request.kms.map((entry) => ({ ...entry })) }, readBootReply),
    attest: async (nonce) => (await ask('attest', { nonce }, readDocument)).document,
    challenge: ({ operation, walletId, sessionKeyThumbprint, nonce }) =>
      ask('challenge', { operation, walletId, thumbprint: sessionKeyThumbprint, nonce }, readChallenge),
    sessionOpen: (request) => {
      const { kty, crv, x, y } = request.sessionKey;
      const { previousCertificate = null } = request;
      return ask('session_open', { ...request, previousCertificate, sessionKey: { kty, crv, x, y } }, readSession);
    },
    sessionRevoke: async (thumbprint, untilSeconds) => {
      await ask('session_revoke', { thumbprint, untilSeconds }, object({}));
    },
    call: (request, record, attachments = { pending: null, wraps: [] }) => {
      // `boot` and the unsealed operations share the socket; a caller's operation name must not reach them.
      if (!Object.hasOwn(request, 'operation') || unsealedOperations.has(request.operation)) {
        return Promise.reject(new EnclaveError('unknown_op', 'this operation does not exist'));
      }
      return ask(request.operation, callBody(request, record, attachments), readCall);
    },
    ledgerHead: (request) => ask('ledger_head', { ...request }, readLedgerHead),
    health: () => ask('health', {}, readHealth),
  };
}

const unsealedOperations: ReadonlySet<string> = new Set(['boot', 'attest', 'challenge', 'session_open', 'session_revoke', 'ledger_head', 'health']);
