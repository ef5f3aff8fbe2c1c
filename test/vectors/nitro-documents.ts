import { createHash, randomBytes } from 'node:crypto';
import { createDevelopmentRoot, type IssuedCertificate, issueCertificate, openDevelopmentRoot } from '../../mock-server/src/nsm/development-root.ts';
import { type NitroDocument, signNitroDocument } from '../../mock-server/src/nsm/nitro-document.ts';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { encodeDcbor } from '../../widget/src/contract/dcbor.ts';
import { toHex } from '../../widget/src/crypto/bytes.ts';

/* Attestation documents under a root of our own, good but for what a test changes. */

const sha256Hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const random = (length: number) => new Uint8Array(randomBytes(length));

export const NOW_MS = Date.UTC(2026, 10, 22, 12);
const clock = { nowMs: () => NOW_MS };
export const HOUR_MS = 3_600_000;
export const manifestSha256 = 'ab'.repeat(32);
export const pcr = (byte: number) => new Uint8Array(48).fill(byte);
export const nonce = new Uint8Array(32).fill(9);
/** P-256's base point (SP 800-186 §3.2.1.3). */
export const hpkePublicKey = Uint8Array.from(
  Buffer.from('046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5', 'hex'),
);

export async function makeChain({
  pathLength = 1 as number | null,
  leafPathLength = null as number | null,
  leafLifetimeMs = 3 * HOUR_MS,
  second = false,
} = {}) {
  const root = await openDevelopmentRoot(await createDevelopmentRoot({ clock, random }));
  const issue = (issuer: IssuedCertificate, commonName: string, length: number | null, lifetimeMs = 24 * HOUR_MS) =>
    issueCertificate({ issuer, commonName, pathLength: length, lifetimeMs, clock, random });
  const intermediates = [await issue(root, 'regional', pathLength)];
  if (second) intermediates.push(await issue(intermediates[0] as IssuedCertificate, 'zonal', 0));
  const leaf = await issue(intermediates.at(-1) as IssuedCertificate, 'leaf', leafPathLength, leafLifetimeMs);
  return { root, intermediates, leaf };
}

export type Chain = Awaited<ReturnType<typeof makeChain>>;

export async function documentFrom({ root, intermediates, leaf }: Chain, change: Partial<NitroDocument> = {}): Promise<Uint8Array<ArrayBuffer>> {
  return signNitroDocument(
    {
      moduleId: 'i-0-enc0',
      timestampMs: NOW_MS,
      pcrs: new Map([0, 1, 2, 3].map((index) => [index, pcr(index + 1)])),
      certificateDer: leaf.certificateDer,
      cabundle: [root, ...intermediates].map(({ certificateDer }) => certificateDer),
      publicKey: encodeDcbor([hpkePublicKey, new Uint8Array(32).fill(2)]),
      userData: new Uint8Array(32).fill(0xab),
      nonce,
      ...change,
    },
    leaf.keys.privateKey,
  );
}

export function pinsFor({ root }: Chain): EnclavePins {
  const pcrs = { 0: toHex(pcr(1)), 1: toHex(pcr(2)), 2: toHex(pcr(3)) };
  return { mode: 'development', rootSha256: sha256Hex(root.certificateDer), releases: [{ releaseSeq: 3, pcrs, manifestSha256 }] };
}
