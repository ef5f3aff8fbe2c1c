import assert from 'node:assert/strict';
import * as node from 'node:crypto';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { addon as noble } from '../../examples/playground/enclave/secp256k1-addon.ts';
import * as browser from '../../examples/playground/node/crypto.ts';
import { addon } from '../../mock-server/src/enclave/crypto/secp256k1-addon.ts';
import { createDevelopmentRoot, developmentRootDer, issueCertificate, openDevelopmentRoot } from '../../mock-server/src/nsm/development-root.ts';

/* What stands for OpenSSL and libsecp256k1 in the playground, held against them: the same bytes, and the same refusals. */

const bytes = (length: number): Uint8Array => new Uint8Array(node.randomBytes(length));
const message = bytes(77);

describe('hashes', () => {
  it('are those of OpenSSL', () => {
    for (const name of ['sha1', 'sha256', 'sha384', 'sha512']) {
      assert.equal(browser.createHash(name).update('a').update(message).digest('hex'), node.createHash(name).update('a').update(message).digest('hex'));
      assert.deepEqual(browser.createHmac(name, 'key').update(message).digest(), node.createHmac(name, 'key').update(message).digest());
    }
    assert.deepEqual(browser.hkdfSync('sha256', message, bytes(0), 'info', 40), node.hkdfSync('sha256', message, bytes(0), 'info', 40));
    assert.deepEqual(browser.pbkdf2Sync('word', 'salt', 3, 64, 'sha512'), node.pbkdf2Sync('word', 'salt', 3, 64, 'sha512'));
    assert.throws(() => browser.createHash('md5'), TypeError);
  });

  it('Argon2id gives the same key, with secret and associated data', async () => {
    const options = { message, nonce: bytes(16), secret: bytes(32), associatedData: bytes(9), memory: 64, passes: 2, parallelism: 1, tagLength: 32 };
    const [ours, theirs] = await Promise.all([promisify(browser.argon2)('argon2id', options as never), promisify(node.argon2)('argon2id', options)]);
    assert.deepEqual(ours, theirs);
  });
});

describe('ciphers', () => {
  const [key, nonce, iv, aad] = [bytes(32), bytes(12), bytes(16), bytes(20)];

  it('AES-GCM opens what OpenSSL sealed, and the other way round', () => {
    const ours = browser.createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
    const sealed = Buffer.concat([ours.update(message), ours.final()]);
    const theirs = node.createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(ours.getAuthTag());
    assert.deepEqual(new Uint8Array(Buffer.concat([theirs.update(sealed), theirs.final()])), message);
    const open = (tag: Uint8Array) => {
      const decipher = browser.createDecipheriv('aes-256-gcm', browser.createSecretKey(key), nonce).setAAD(aad).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    };
    assert.deepEqual(new Uint8Array(open(ours.getAuthTag())), message);
    assert.throws(() => open(bytes(16)));
    assert.throws(() => open(ours.getAuthTag().subarray(0, 4)));
  });

  it('AES-CBC pads as OpenSSL does', () => {
    const ours = browser.createCipheriv('aes-256-cbc', key, iv);
    const theirs = node.createDecipheriv('aes-256-cbc', key, iv);
    assert.deepEqual(new Uint8Array(Buffer.concat([theirs.update(Buffer.concat([ours.update(message), ours.final()])), theirs.final()])), message);
  });
});

describe('keys', () => {
  it('ECDH on P-256 comes to the same secret', () => {
    const ours = browser.createECDH('prime256v1');
    const theirs = node.createECDH('prime256v1');
    const [ourPoint, theirPoint] = [ours.generateKeys(), theirs.generateKeys()];
    assert.deepEqual(ours.computeSecret(theirPoint), theirs.computeSecret(ourPoint));
    assert.throws(() => ours.computeSecret(Uint8Array.of(4, ...bytes(64))));
    assert.throws(() => ours.setPrivateKey(new Uint8Array(32)), RangeError);
  });

  it('Ed25519 and P-256 signatures are the same to both', () => {
    const seed = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes(32)]);
    const theirs = node.createPrivateKey({ format: 'der', type: 'pkcs8', key: seed });
    assert.deepEqual(browser.sign(null, message, browser.createPrivateKey({ key: seed })), node.sign(null, message, theirs));
    const pair = node.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = pair.publicKey.export({ format: 'jwk' }) as { kty: string };
    const ours = browser.createPublicKey({ format: 'jwk', key: jwk }) as never;
    const signature = node.sign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
    assert.equal(browser.verify('sha256', message, { key: ours, dsaEncoding: 'ieee-p1363' }, signature), true);
    assert.equal(browser.verify('sha256', bytes(77), { key: ours, dsaEncoding: 'ieee-p1363' }, signature), false);
    assert.equal(browser.verify('sha256', message, { key: ours, dsaEncoding: 'ieee-p1363' }, bytes(64)), false);
  });

  it('RSA-OAEP goes both ways, and a changed byte does not open', async () => {
    const { publicKey, privateKey } = (await promisify(browser.generateKeyPair)('rsa', { modulusLength: 2048 } as never)) as never as Record<
      'publicKey' | 'privateKey',
      never
    >;
    const spki = (publicKey as { export(options: object): Buffer }).export({ format: 'der', type: 'spki' });
    const padding = { padding: node.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const secret = bytes(32);
    const sealed = node.publicEncrypt({ key: node.createPublicKey({ key: spki, format: 'der', type: 'spki' }), ...padding }, secret);
    assert.deepEqual(new Uint8Array(browser.privateDecrypt({ key: privateKey, ...padding }, sealed)), secret);
    sealed[9] = (sealed[9] as number) ^ 1;
    assert.throws(() => browser.privateDecrypt({ key: privateKey, ...padding }, sealed), /oaep decoding error/);
    const theirs = node.generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ours = browser.createPublicKey({ format: 'der', key: theirs.publicKey.export({ format: 'der', type: 'spki' }) });
    assert.deepEqual(
      new Uint8Array(node.privateDecrypt({ key: theirs.privateKey, ...padding }, browser.publicEncrypt({ key: ours, ...padding }, secret))),
      secret,
    );
  });

  it('a certificate of the development root verifies, and one of another does not', async () => {
    const clock = { nowMs: () => Date.now() };
    const random = (length: number) => new Uint8Array(node.randomBytes(length));
    const root = await createDevelopmentRoot({ clock, random });
    const authority = new browser.X509Certificate(developmentRootDer(root));
    const { certificateDer } = await issueCertificate({
      issuer: await openDevelopmentRoot(root),
      commonName: 'leaf',
      pathLength: null,
      lifetimeMs: 60_000,
      clock,
      random,
    });
    const leaf = new browser.X509Certificate(certificateDer);
    assert.deepEqual(leaf.raw, new node.X509Certificate(certificateDer).raw);
    assert.equal(leaf.publicKey.asymmetricKeyDetails.namedCurve, 'secp384r1');
    assert.equal(leaf.checkIssued(authority) && leaf.verify(authority.publicKey), true);
    const other = new browser.X509Certificate(developmentRootDer(await createDevelopmentRoot({ clock, random })));
    assert.equal(leaf.verify(other.publicKey), false);
  });
});

describe('secp256k1', () => {
  it('noble signs, recovers and derives the very bytes of libsecp256k1', () => {
    for (let round = 0; round < 8; round++) {
      const [key, tweak, digest] = [bytes(32), bytes(32), bytes(32)];
      const run = (made: ReturnType<typeof addon>) => {
        const [publicKey, recovered, sum] = [new Uint8Array(33), new Uint8Array(65), Uint8Array.from(key)];
        const signed = { signature: new Uint8Array(64), recid: 0 };
        const status = [
          made.publicKeyCreate(publicKey, key),
          made.ecdsaSign(signed, digest, key, undefined, undefined),
          made.ecdsaRecover(recovered, signed.signature, signed.recid, digest),
          made.privateKeyTweakAdd(sum, tweak),
          made.privateKeyVerify(new Uint8Array(32)) === 0 ? 0 : 1,
        ];
        return { publicKey, recovered, sum, signed, status };
      };
      assert.deepEqual(run(noble()), run(addon()));
    }
  });
});
