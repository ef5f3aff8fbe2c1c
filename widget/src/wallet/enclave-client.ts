import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { EnclavePins } from '../contract/attestation.ts';
import { encodeIntent, type Intent } from '../contract/intent.ts';
import { type PlaintextValue, type SealContext, type SealedPlaintexts, type SealedResults, sealAad, stampMessage } from '../contract/sealed.ts';
import { AttestationError, type AttestedEnclave, verifyAttestation } from '../crypto/attestation.ts';
import { type Bytes, fromBase64url, randomBytes, sha256, toBase64url } from '../crypto/bytes.ts';
import { sealToEnclave } from '../crypto/seal.ts';
import type { Session } from '../session/session.ts';
import type { SessionKey } from '../session/session-key.ts';
import type { EnclaveCheck } from '../state/state.ts';
import { type CommonOperation, commonResults, type ResultReader, readSealedResult, SealedFailure } from './sealed-results.ts';

export type EnclaveClientOptions = {
  readonly appId: string;
  readonly api: Pick<ApiClient, 'attest' | 'challenge' | 'call'>;
  readonly session: Pick<Session, 'credentials'>;
  readonly sessionKey: SessionKey;
  /** From this build, never from the API. */
  readonly pins: EnclavePins;
  readonly nowMs: () => number;
  /** Hears of every check, for the banner and the details screen. */
  readonly onCheck: (check: EnclaveCheck) => void;
};

/** The operation's plaintext without `random`, which is drawn for each call. */
export type Plaintext<Op extends keyof SealedPlaintexts> = WithoutRandom<SealedPlaintexts[Op]>;
type WithoutRandom<Whole> = Whole extends unknown ? Omit<Whole, 'random'> : never;

export type EnclaveResult<Result> = {
  readonly result: Result;
  /** Checks the result's proof. */
  readonly proofPublicKey: Bytes;
  readonly releaseSeq: number;
  /** The enclave's time of the challenge, Unix milliseconds. */
  readonly attestedAtMs: number;
  /** SHA-256 of the intent's canonical bytes; empty without an intent. */
  readonly intentHash: Bytes;
};

export type EnclaveClient = {
  /** Checks the enclave before anything is asked of it, so that the screen can say early what it is. @throws WalletError -32082, ApiError */
  check(): Promise<void>;
  /**
   * One sealed operation: challenge, attestation, seal, stamp, call, open.
   *
   * @param intentAt for `sign_intent` only: builds the intent once the enclave's time is known, so that a wrong clock of the
   * device neither expires it nor makes it live too long.
   * @throws WalletError -32082 when the enclave does not prove what it runs: nothing has been sealed or sent then.
   * @throws SealedFailure for what the enclave says inside the seal (a wrong PIN), ApiError for the rest.
   */
  call<Op extends CommonOperation>(
    operation: Op,
    walletId: string,
    plaintext: Plaintext<Op>,
    intentAt?: (attestedAtMs: number) => Intent,
  ): Promise<EnclaveResult<ReturnType<(typeof commonResults)[Op]>>>;
  /** Like `call`, for an operation whose result `read` knows. */
  perform<Op extends keyof SealedPlaintexts & keyof SealedResults, Result extends SealedResults[Op]>(
    operation: Op,
    walletId: string,
    plaintext: Plaintext<Op>,
    read: ResultReader<Result>,
  ): Promise<EnclaveResult<Result>>;
};

/** The server had not heard of a PIN's activation; this very answer has told it, and the same call goes through (PROTOCOL §6.9). */
const isBehind = (cause: unknown) => cause instanceof SealedFailure && cause.error.code === 'wallet_state' && cause.error.field === 'pinEpoch';

const NO_INTENT: Bytes = new Uint8Array();

/**
 * @example
 * ```ts
 * const { result } = await enclave.call('wallet_activate', walletId, { resultHash });
 * ```
 */
export function createEnclaveClient({ appId, api, session, sessionKey, pins, nowMs, onCheck }: EnclaveClientOptions): EnclaveClient {
  // An operator who brings an older release back is refused for as long as this page lives.
  let newestReleaseSeq = 0;

  async function attested(document: Uint8Array, nonce: Bytes): Promise<AttestedEnclave> {
    try {
      const enclave = await verifyAttestation(document, { pins, nonce, nowMs: nowMs() });
      const { releaseSeq, pcrs, manifestSha256 } = enclave.release;
      if (releaseSeq < newestReleaseSeq) throw new AttestationError('release_unknown');
      newestReleaseSeq = releaseSeq;
      const { mode, rootSha256 } = pins;
      onCheck({ state: 'verified', development: mode === 'development', releaseSeq, pcr0: pcrs[0], rootSha256, manifestSha256, verifiedAtMs: nowMs() });
      return enclave;
    } catch (cause) {
      if (!(cause instanceof AttestationError)) throw cause;
      onCheck({ state: 'refused', reason: cause.reason });
      throw new WalletError(-32082, 'The enclave could not prove what it runs, so no PIN was sent.', { reason: cause.reason }, { cause });
    }
  }

  function bytesFrom(text: string, field: string): Bytes {
    try {
      return fromBase64url(text, field);
    } catch (cause) {
      throw new ApiError('response_invalid', { field }, { cause });
    }
  }

  async function once<Result>(
    operation: SealContext['operation'],
    walletId: string,
    plaintext: PlaintextValue,
    read: ResultReader<Result>,
    intentAt?: (attestedAtMs: number) => Intent,
  ): Promise<EnclaveResult<Result>> {
    const { certificate, subjectHash } = session.credentials();
    const nonce = randomBytes(32);
    const challenge = await api.challenge({ operation, walletId, nonce: toBase64url(nonce) });
    const enclave = await attested(bytesFrom(challenge.document, 'document'), nonce);
    const intent = intentAt === undefined ? null : encodeIntent(intentAt(enclave.attestedAtMs));
    const intentHash = intent === null ? NO_INTENT : await sha256(intent);
    const context: SealContext = {
      appId,
      subjectHash,
      walletId,
      operation,
      challenge: bytesFrom(challenge.challenge, 'challenge'),
      sessionKeyThumbprint: sessionKey.thumbprint,
      intentHash,
      pinEpoch: challenge.pinEpoch,
    };
    const aad = sealAad(context);
    const sealed = await sealToEnclave(enclave, aad, { ...plaintext, random: randomBytes(32) });
    const stamp = await sessionKey.sign(stampMessage(aad, sealed.enc, sealed.ciphertext));
    const { reply } = await api.call(
      {
        operation,
        walletId,
        enclaveId: challenge.enclaveId,
        challenge: challenge.challenge,
        pinEpoch: challenge.pinEpoch,
        sessionCertificate: certificate,
        enc: toBase64url(sealed.enc),
        ciphertext: toBase64url(sealed.ciphertext),
        stamp: toBase64url(stamp),
        ...(intent === null ? {} : { intent: toBase64url(intent) }),
      },
      crypto.randomUUID(),
    );
    const body = await sealed.openReply(bytesFrom(reply, 'reply'));
    const { proofPublicKey, release, attestedAtMs } = enclave;
    return { result: readSealedResult(body, read), proofPublicKey, releaseSeq: release.releaseSeq, attestedAtMs, intentHash };
  }

  async function send<Result>(...call: Parameters<typeof once<Result>>): Promise<EnclaveResult<Result>> {
    try {
      return await once(...call);
    } catch (cause) {
      if (!isBehind(cause)) throw cause;
      return await once(...call);
    }
  }

  return {
    async check() {
      const nonce = randomBytes(32);
      const { document } = await api.attest(toBase64url(nonce));
      await attested(bytesFrom(document, 'document'), nonce);
    },
    call: (operation, walletId, plaintext, intentAt) => {
      // The table holds, for each operation, what reads exactly that one; TypeScript cannot follow the pair through the lookup.
      const read = commonResults[operation] as ResultReader<ReturnType<(typeof commonResults)[typeof operation]>>;
      return send(operation, walletId, plaintext as PlaintextValue, read, intentAt);
    },
    perform: (operation, walletId, plaintext, read) => send(operation, walletId, plaintext as PlaintextValue, read),
  };
}
