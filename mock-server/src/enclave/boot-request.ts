import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { BootRequest, Manifest } from './manifest.ts';
import { bytes, integer, list, literal, nullable, object, type Reader, SchemaError, text } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

const MAX_SOCKET_PATH = 512;

const readManifestMap = object({
  v: literal(1),
  releaseSeq: integer(0),
  sourceCommit: text(1, 64),
  kms: list(object({ keyId: text(1, 2048), region: text(1, 64), host: text(1, 255), tlsRootsPem: text(1, 32_768) }), 4),
  witnesses: list(object({ id: text(1, 64), publicKey: bytes(32) }), 16),
  quorum: integer(1, 16),
  // RFC 9106 §3.1: at least 8 KiB per lane.
  argon2: object({ memoryKib: integer(8, 1_048_576), passes: integer(1, 64), parallelism: integer(1, 16) }),
  oidcIssuers: list(object({ issuer: text(1, 512), clientIds: list(text(1, 256), 64), jwks: nullable(text(2, 32_768)) }), 32),
  minWidgetVersion: text(1, 32),
});

/**
 * Reads a manifest from its dCBOR bytes.
 *
 * @throws SchemaError naming the field, MalformedCborError.
 */
export function readManifest(encoded: Uint8Array): Manifest {
  const manifest = readManifestMap(decodeStrict(encoded), 'manifest');
  if (manifest.kms.length === 0) throw new SchemaError('manifest.kms', 'must have an entry');
  // A minority of witnesses could be rolled back unseen otherwise (PROTOCOL §8.3).
  if (manifest.quorum > manifest.witnesses.length || manifest.quorum * 2 <= manifest.witnesses.length) {
    throw new SchemaError('manifest.quorum', 'must be a majority of the witnesses');
  }
  return manifest;
}

/** The canonical bytes whose SHA-256 the widget pins and the attestation carries. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return encodeDcbor({
    ...manifest,
    kms: manifest.kms.map((entry) => ({ ...entry })),
    witnesses: manifest.witnesses.map((entry) => ({ ...entry })),
    argon2: { ...manifest.argon2 },
    oidcIssuers: manifest.oidcIssuers.map((entry) => ({ ...entry })),
  });
}

const socketPath = text(1, MAX_SOCKET_PATH);

export const readBootRequest: Reader<BootRequest> = object({
  manifest: bytes(1, 65_536),
  enclaveId: text(1, 128),
  sealedSecret: nullable(bytes(1, 8192)),
  kms: list(object({ socketPath, accessKeyId: text(1, 256), secretAccessKey: text(1, 256), sessionToken: nullable(text(1, 4096)) }), 4),
  nsmSocketPath: socketPath,
  witnessSocketPaths: list(socketPath, 16),
});
