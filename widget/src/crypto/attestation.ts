import type { AttestationPayload, EnclavePins, EnclaveRelease } from '../contract/attestation.ts';
import { readAttestationPayload } from './attestation-payload.ts';
import { type Bytes, equalBytes, fromHex, sha256, toHex } from './bytes.ts';
import { CborError, decodeCbor } from './cbor-decode.ts';
import { type CoseFault, readCoseSign1, verifyCoseSign1 } from './cose.ts';
import { DerError } from './der.ts';
import { isP256Point } from './p256.ts';
import { type Certificate, type ChainFault, checkChain, importP384, parseCertificate } from './x509.ts';

/** Why a document was refused. Each step of the verification has its own word. */
export type AttestationFault =
  | CoseFault
  | ChainFault
  | 'cbor_invalid'
  | 'payload_fields'
  | 'certificate_invalid'
  | 'root_not_pinned'
  | 'document_signature'
  | 'nonce_mismatch'
  | 'debug_mode'
  | 'release_unknown'
  | 'manifest_unknown'
  | 'public_key';

/** The document does not prove what it must. Nothing may be sealed to its key. */
export class AttestationError extends Error {
  readonly reason: AttestationFault;
  constructor(reason: AttestationFault, options?: ErrorOptions) {
    super(`The attestation document was refused: ${reason}`, options);
    this.name = 'AttestationError';
    this.reason = reason;
  }
}

export type AttestedEnclave = {
  /** 65 bytes, uncompressed P-256: what calls are sealed to. */
  readonly hpkePublicKey: Bytes;
  /** 32 bytes, Ed25519: what app proofs are checked with. */
  readonly proofPublicKey: Bytes;
  /** Binds the seal to this very document (`hpkeInfo`). */
  readonly payloadSha256: Bytes;
  /** When the security module made the document, Unix time in milliseconds: the enclave's clock, as far as it can be known here. */
  readonly attestedAtMs: number;
  readonly release: EnclaveRelease;
};

function refuse(reason: AttestationFault, cause?: unknown): never {
  throw new AttestationError(reason, cause === undefined ? undefined : { cause });
}

function parsed<Result>(read: () => Result, reason: AttestationFault): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof CborError || cause instanceof DerError) refuse(reason, cause);
    throw cause;
  }
}

/**
 * The document itself (steps 1 to 4): strict COSE and CBOR, the field rules, the chain from the pinned root to the leaf, the
 * signature. Says nothing yet about *which* enclave it is.
 *
 * @throws AttestationError
 */
export async function verifyDocument(
  document: Uint8Array,
  { rootSha256, nowMs }: { readonly rootSha256: string; readonly nowMs: number },
): Promise<{ readonly payload: AttestationPayload; readonly payloadSha256: Bytes }> {
  const message = parsed(() => readCoseSign1(document), 'cbor_invalid');
  if (typeof message === 'string') refuse(message);
  const payload = parsed(() => readAttestationPayload(message.payload), 'cbor_invalid') ?? refuse('payload_fields');
  const [root, ...rest] = payload.cabundle as readonly [Uint8Array, ...Uint8Array[]];
  // The bundle names its own root; only the digest in this build decides whether that is ours.
  if (toHex(await sha256(root)) !== rootSha256) refuse('root_not_pinned');
  const chain: Certificate[] = parsed(() => [root, ...rest, payload.certificate].map(parseCertificate), 'certificate_invalid');
  const fault = await checkChain(chain, nowMs);
  if (fault !== null) refuse(fault);
  if (!(await verifyCoseSign1(message, await importP384(chain.at(-1) as Certificate)))) refuse('document_signature');
  return { payload, payloadSha256: await sha256(message.payload) };
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function findRelease(payload: AttestationPayload, releases: readonly EnclaveRelease[]): EnclaveRelease {
  const measured = ([0, 1, 2] as const).map((index) => payload.pcrs.get(index));
  // AWS: an enclave started in debug mode, whose memory its parent can read, reports zeros.
  if (measured.some((pcr) => pcr === undefined || isZero(pcr))) refuse('debug_mode');
  const [pcr0, pcr1, pcr2] = measured.map((pcr) => toHex(pcr as Uint8Array));
  const known = releases.filter((release) => release.pcrs[0] === pcr0 && release.pcrs[1] === pcr1 && release.pcrs[2] === pcr2);
  if (known.length === 0) refuse('release_unknown');
  const { userData } = payload;
  const release = known.find(({ manifestSha256 }) => userData !== null && equalBytes(userData, fromHex(manifestSha256, 'manifestSha256')));
  return release ?? refuse('manifest_unknown');
}

/** dCBOR `[E_pub, P_pub]` (PROTOCOL §3). */
function readKeys(publicKey: Uint8Array | null): Pick<AttestedEnclave, 'hpkePublicKey' | 'proofPublicKey'> {
  const item = publicKey === null ? null : parsed(() => decodeCbor(publicKey), 'public_key');
  if (!Array.isArray(item) || item.length !== 2) refuse('public_key');
  const [hpkePublicKey, proofPublicKey] = item as readonly unknown[];
  if (!(hpkePublicKey instanceof Uint8Array) || !isP256Point(hpkePublicKey)) refuse('public_key');
  if (!(proofPublicKey instanceof Uint8Array) || proofPublicKey.length !== 32) refuse('public_key');
  return { hpkePublicKey: new Uint8Array(hpkePublicKey), proofPublicKey: new Uint8Array(proofPublicKey) };
}

/**
 * Verifies an AWS Nitro attestation document against this build's pins, and that it answers `nonce`.
 *
 * @param options.nonce the 32 bytes that were asked about.
 * @param options.nowMs Unix time in milliseconds, for the certificates' validity.
 * @throws AttestationError with the step that failed; there is no "continue anyway".
 * @example
 * ```ts
 * const enclave = await verifyAttestation(document, { pins, nonce, nowMs: Date.now() });
 * ```
 */
export async function verifyAttestation(
  document: Uint8Array,
  { pins, nonce, nowMs }: { readonly pins: EnclavePins; readonly nonce: Uint8Array; readonly nowMs: number },
): Promise<AttestedEnclave> {
  const { payload, payloadSha256 } = await verifyDocument(document, { rootSha256: pins.rootSha256, nowMs });
  if (payload.nonce === null || !equalBytes(payload.nonce, nonce)) refuse('nonce_mismatch');
  const release = findRelease(payload, pins.releases);
  return { ...readKeys(payload.publicKey), payloadSha256, attestedAtMs: payload.timestampMs, release };
}
