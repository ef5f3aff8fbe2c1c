import assert from 'node:assert/strict';
import { constants, createHash, createPublicKey, generateKeyPairSync, privateDecrypt, verify, webcrypto } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { importSessionKey, type SessionKey } from '../../mock-server/src/enclave/certificate.ts';
import { openAesGcm, sealAesGcm } from '../../mock-server/src/enclave/crypto/aead.ts';
import { decapsulate, importHpkeKeyPair } from '../../mock-server/src/enclave/crypto/hpke.ts';
import { hkdf, hmacSha256 } from '../../mock-server/src/enclave/crypto/kdf.ts';
import { addressOf } from '../../mock-server/src/enclave/crypto/secp256k1.ts';
import { recoverAddress } from '../../widget/src/crypto/ethereum.ts';
import { isP256Point } from '../../widget/src/crypto/p256.ts';
import { needsVectors, readVector } from './vectors.ts';

/*
 * C2SP Wycheproof against the calls that enclave (node:crypto and what is built on it) and widget (WebCrypto and what is
 * built on it) make, with the options they make them with. `acceptable` results are left to each library.
 */

type Vector = {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: string;
  readonly [field: string]: unknown;
};
type Group = { readonly tests: readonly Vector[]; readonly [field: string]: unknown };
type Jwk = webcrypto.JsonWebKey;

const bytes = (text: unknown): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(String(text), 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

/** Runs every vector of a file and says how many that were. */
async function each(context: TestContext, file: string, check: (vector: Vector, group: Group) => Promise<boolean> | boolean): Promise<void> {
  const { testGroups } = JSON.parse(readVector(`wycheproof/${file}`).toString('utf8')) as { testGroups: readonly Group[] };
  let checked = 0;
  for (const group of testGroups) for (const vector of group.tests) if (await check(vector, group)) checked++;
  context.diagnostic(`${file}: ${checked} vectors`);
  assert.ok(checked > 0);
}

async function refused<Result>(work: () => Promise<Result> | Result): Promise<Result | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}

function agree(actual: boolean, { tcId, comment, result }: Vector): boolean {
  if (result !== 'acceptable') assert.equal(actual, result === 'valid', `tcId ${tcId}: ${comment}`);
  return result !== 'acceptable';
}

const isOurs = (group: Group): boolean => group.keySize === 256 && group.ivSize === 96 && group.tagSize === 128;

async function webCryptoAes(vector: Vector): Promise<boolean> {
  const key = await webcrypto.subtle.importKey('raw', bytes(vector.key), 'AES-GCM', false, ['decrypt']);
  const algorithm = { name: 'AES-GCM', iv: bytes(vector.iv), additionalData: bytes(vector.aad) };
  const opened = await refused(() => webcrypto.subtle.decrypt(algorithm, key, bytes(`${vector.ct}${vector.tag}`)));
  return opened !== null && hex(new Uint8Array(opened)) === vector.msg;
}

async function webCryptoHmac(key: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const imported = await webcrypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await webcrypto.subtle.sign('HMAC', imported, message));
}

/** A group's public key; not every group brings its JWK. */
function jwkOf(group: Group): { readonly kty: 'EC'; readonly x: string; readonly y: string } {
  const point = Buffer.from((group.publicKey as { uncompressed: string }).uncompressed, 'hex').subarray(1);
  const half = point.length / 2;
  return { kty: 'EC', x: point.subarray(0, half).toString('base64url'), y: point.subarray(half).toString('base64url') };
}

async function webCryptoEcdsa(curve: string, hash: string, jwk: Jwk, vector: Vector): Promise<boolean> {
  const key = await webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: curve }, false, ['verify']);
  return await webcrypto.subtle.verify({ name: 'ECDSA', hash }, key, bytes(vector.sig), bytes(vector.msg));
}

/** r and s of a strictly encoded DER signature as 32 bytes each; null when it is anything else. */
function readDerSignature(der: Uint8Array): { readonly r: Uint8Array; readonly s: Uint8Array } | null {
  const match = /^30([0-7][0-9a-f])02([0-7][0-9a-f])/.exec(hex(der));
  if (match === null || Number.parseInt(String(match[1]), 16) !== der.length - 2) return null;
  const rLength = Number.parseInt(String(match[2]), 16);
  const r = der.subarray(4, 4 + rLength);
  const rest = der.subarray(4 + rLength);
  const s = rest.subarray(2);
  if (rest[0] !== 0x02 || rest[1] !== s.length || r.length === 0 || s.length === 0) return null;
  const fixed = [r, s].map((integer) => {
    const isMinimal = integer.length === 1 || integer[0] !== 0 || (integer[1] as number) >= 0x80;
    const magnitude = integer[0] === 0 ? integer.subarray(1) : integer;
    if ((integer[0] as number) >= 0x80 || !isMinimal || magnitude.length > 32) return null;
    return Uint8Array.from([...new Uint8Array(32 - magnitude.length), ...magnitude]);
  });
  return fixed[0] && fixed[1] ? { r: fixed[0], s: fixed[1] } : null;
}

describe('Wycheproof', needsVectors, () => {
  it('AES-256-GCM with 96-bit nonces: enclave and WebCrypto', (context) =>
    each(context, 'aes_gcm_test.json', async (vector, group) => {
      if (!isOurs(group)) return false;
      const [key, iv, aad] = [bytes(vector.key), bytes(vector.iv), bytes(vector.aad)];
      const sealed = bytes(`${vector.ct}${vector.tag}`);
      const opened = openAesGcm(key, iv, sealed, aad);
      agree(opened !== null && hex(opened) === vector.msg, vector);
      if (vector.result === 'valid') assert.deepEqual(sealAesGcm(key, iv, bytes(vector.msg), aad), sealed);
      return agree(await webCryptoAes(vector), vector);
    }));

  it('HMAC-SHA-256: enclave and WebCrypto', (context) =>
    each(context, 'hmac_sha256_test.json', async (vector, group) => {
      const length = Number(group.tagSize) / 8;
      const [key, message] = [bytes(vector.key), bytes(vector.msg)];
      agree(hex(hmacSha256(key, message).subarray(0, length)) === vector.tag, vector);
      return agree(hex((await webCryptoHmac(key, message)).subarray(0, length)) === vector.tag, vector);
    }));

  it('HKDF-SHA-256: enclave, lengths over 255 blocks refused', (context) =>
    each(context, 'hkdf_sha256_test.json', async (vector) => {
      const derived = await refused(() => hkdf(bytes(vector.ikm), bytes(vector.salt), bytes(vector.info), Number(vector.size)));
      return agree(derived !== null && hex(derived) === vector.okm, vector);
    }));

  it('ECDH P-256: the enclave’s key and WebCrypto agree, and refuse what is no point', (context) =>
    each(context, 'ecdh_secp256r1_webcrypto_test.json', async (vector) => {
      const [theirs, own] = [vector.public as Jwk, vector.private as Jwk];
      const part = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
      const point = Uint8Array.from([4, ...part(theirs.x), ...part(theirs.y)]);
      const recipient = importHpkeKeyPair(Uint8Array.from(part(own.d)));
      const secret = theirs.crv === 'P-256' && isP256Point(point) ? await refused(() => recipient.ecdh.computeSecret(point)) : null;
      // What the widget calls a point is what OpenSSL does.
      if (theirs.crv === 'P-256') assert.equal(isP256Point(point), (await refused(() => decapsulate(recipient, point))) !== null, `tcId ${vector.tcId}`);
      agree(secret !== null && hex(secret) === vector.shared, vector);
      const curve = { name: 'ECDH', namedCurve: 'P-256' };
      const derived = await refused(async () => {
        const publicKey = await webcrypto.subtle.importKey('jwk', theirs, curve, false, []);
        const privateKey = await webcrypto.subtle.importKey('jwk', own, curve, false, ['deriveBits']);
        return new Uint8Array(await webcrypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256));
      });
      return agree(derived !== null && hex(derived) === vector.shared, vector);
    }));

  it('ECDSA P-256 (stamps, DPoP): enclave and WebCrypto', (context) =>
    each(context, 'ecdsa_secp256r1_sha256_p1363_test.json', async (vector, group) => {
      const jwk = { ...jwkOf(group), crv: 'P-256' } as const;
      const key = { key: importSessionKey(jwk), dsaEncoding: 'ieee-p1363' } as const;
      agree(verify('sha256', bytes(vector.msg), key, bytes(vector.sig)), vector);
      return agree(await webCryptoEcdsa('P-256', 'SHA-256', jwk, vector), vector);
    }));

  it('ECDSA P-384 (attestation documents): node and WebCrypto', (context) =>
    each(context, 'ecdsa_secp384r1_sha384_p1363_test.json', async (vector, group) => {
      const key = {
        key: createPublicKey({ key: Buffer.from(String(group.publicKeyDer), 'hex'), format: 'der', type: 'spki' }),
        dsaEncoding: 'ieee-p1363',
      } as const;
      agree(verify('sha384', bytes(vector.msg), key, bytes(vector.sig)), vector);
      return agree(await webCryptoEcdsa('P-384', 'SHA-384', { ...jwkOf(group), crv: 'P-384' }, vector), vector);
    }));

  it('ECDSA secp256k1: the widget recovers the signer of good signatures, and of no bad one, high s included', (context) =>
    each(context, 'ecdsa_secp256k1_sha256_bitcoin_test.json', (vector, group) => {
      // Recovery ids 2 and 3: Ethereum has no spelling for them.
      if (vector.comment.startsWith('k*G has a large x-coordinate')) return false;
      const signature = readDerSignature(bytes(vector.sig));
      if (signature === null) return agree(false, vector);
      const signer = `0x${hex(addressOf(bytes((group.publicKey as { uncompressed: string }).uncompressed)))}`;
      const digest = createHash('sha256').update(bytes(vector.msg)).digest();
      const recovered = ([0, 1] as const).map((yParity) => recoverAddress(digest, { ...signature, yParity })?.toLowerCase());
      return agree(recovered.includes(signer), vector);
    }));

  it('Ed25519 (proofs, receipts): node and WebCrypto', (context) =>
    each(context, 'ed25519_test.json', async (vector, group) => {
      const key = createPublicKey({ key: Buffer.from(String(group.publicKeyDer), 'hex'), format: 'der', type: 'spki' });
      agree(verify(null, bytes(vector.msg), key, bytes(vector.sig)), vector);
      const raw = bytes((group.publicKey as { pk: string }).pk);
      const imported = await webcrypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
      return agree(await webcrypto.subtle.verify('Ed25519', imported, bytes(vector.sig), bytes(vector.msg)), vector);
    }));

  it('RSAES-OAEP with SHA-256 (answers of the KMS): node', (context) =>
    each(context, 'rsa_oaep_2048_sha256_mgf1sha256_test.json', async (vector, group) => {
      const key = Buffer.from(String(group.privateKeyPkcs8), 'hex');
      const options = { key, format: 'der', type: 'pkcs8', padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;
      const label = bytes(vector.label);
      const opened = await refused(() => privateDecrypt(label.length === 0 ? options : { ...options, oaepLabel: label }, bytes(vector.ct)));
      return agree(opened !== null && hex(opened) === vector.msg, vector);
    }));

  it('a key of another curve is no session key', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const { x, y } = publicKey.export({ format: 'jwk' }) as SessionKey;
    assert.throws(() => importSessionKey({ kty: 'EC', crv: 'P-256', x, y }));
  });
});
