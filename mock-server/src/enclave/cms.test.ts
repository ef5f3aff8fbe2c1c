import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { encryptForRecipient, RecipientKeyError } from '../kms/recipient.ts';
import { CmsError, keyIdentifierOf, openEnvelopedData } from './cms.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
const recipient = { privateKey: keys.privateKey, keyIdentifier: keyIdentifierOf(spki) };

describe('sealed answers, from the KMS to the enclave', () => {
  test('open to what was sealed, whatever its length', () => {
    for (const length of [1, 15, 16, 17, 32, 1024, 4096]) {
      const plaintext = random(length);
      assert.deepEqual(openEnvelopedData(encryptForRecipient(plaintext, spki, random), recipient), plaintext);
    }
  });

  test('error: another key, cut or lengthened answers', () => {
    const sealed = encryptForRecipient(random(32), spki, random);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const otherSpki = other.publicKey.export({ format: 'der', type: 'spki' });
    assert.throws(() => openEnvelopedData(sealed, { privateKey: other.privateKey, keyIdentifier: keyIdentifierOf(otherSpki) }), CmsError);
    assert.throws(() => openEnvelopedData(sealed, { ...recipient, privateKey: other.privateKey }), CmsError);
    for (let length = 0; length < sealed.length; length += 13) assert.throws(() => openEnvelopedData(sealed.subarray(0, length), recipient), CmsError);
    assert.throws(() => openEnvelopedData(Uint8Array.from([...sealed, 0]), recipient), CmsError);
  });

  test('error: every failure says the same', () => {
    const sealed = encryptForRecipient(random(32), spki, random);
    const messages = new Set<string>();
    for (let index = 0; index < sealed.length; index += 3) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] as number) ^ 0x55;
      try {
        // The last blocks of CBC can change without notice: that is why TLS must end in the enclave.
        openEnvelopedData(changed, recipient);
      } catch (error) {
        messages.add((error as Error).message);
      }
    }
    assert.deepEqual([...messages], ['the sealed answer could not be opened']);
  });

  test('property: arbitrary bytes give CmsError and nothing else', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => assert.throws(() => openEnvelopedData(bytes, recipient), CmsError)));
    const nested = Buffer.concat([Buffer.alloc(5_000, Buffer.of(0x30, 0x80)), Buffer.alloc(10_000)]);
    assert.throws(() => openEnvelopedData(nested, recipient), CmsError);
  });

  test('error: keys the KMS does not seal to', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' });
    for (const key of [short, curve, Buffer.from('no key')]) assert.throws(() => encryptForRecipient(random(32), key, random), RecipientKeyError);
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe('OpenSSL as the other side', { skip: hasOpenssl ? false : 'openssl is not installed' }, () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cms-'));
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=recipient', '-days', '2');
  });
  after(() => rmSync(folder, { recursive: true }));
  const own = () => {
    const privateKey = createPrivateKey(readFileSync(path('key.pem')));
    const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    return { privateKey, spki: der, keyIdentifier: keyIdentifierOf(der) };
  };

  test('opens what the KMS seals', () => {
    const plaintext = random(1024);
    writeFileSync(path('sealed.der'), encryptForRecipient(plaintext, own().spki, random));
    const opened = openssl('cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'sealed.der', '-recip', 'cert.pem', '-inkey', 'key.pem');
    assert.deepEqual(Uint8Array.from(opened), plaintext);
  });

  const oaep = ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256', '-keyopt', 'rsa_mgf1_md:sha256'];
  const seal = (...options: string[]) => {
    writeFileSync(path('plain'), plaintext);
    openssl('cms', '-encrypt', '-binary', '-outform', 'DER', '-in', 'plain', '-out', 'made.der', ...options);
    return readFileSync(path('made.der'));
  };
  const plaintext = random(3_000);
  const strict = ['-aes-256-cbc', '-recip', 'cert.pem'];

  test('definite and streamed (indefinite) answers of its making open here', () => {
    assert.deepEqual(openEnvelopedData(seal(...strict, '-keyid', ...oaep), own()), plaintext);
    assert.deepEqual(openEnvelopedData(seal(...strict, ...oaep), own()), plaintext);
    const streamed = seal('-stream', ...strict, '-keyid', ...oaep);
    assert.equal(streamed[1], 0x80);
    assert.deepEqual(openEnvelopedData(streamed, own()), plaintext);
  });

  test('error: weaker algorithms than the protocol has', () => {
    const sha1 = ['-keyopt', 'rsa_padding_mode:oaep'];
    for (const options of [[...strict], [...strict, ...sha1], ['-aes-128-cbc', '-recip', 'cert.pem', ...oaep], ['-des3', '-recip', 'cert.pem', ...oaep]]) {
      assert.throws(() => openEnvelopedData(seal(...options), own()), CmsError, options.join(' '));
    }
  });
});
