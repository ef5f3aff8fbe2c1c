import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { decapsulate, generateHpkeKeyPair, importHpkeKeyPair, setupRecipient } from './hpke.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const utf8 = new TextEncoder();
/** An implementation by others, for the sender's side. */
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

async function createSender(publicKey: Uint8Array, info: Uint8Array) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(publicKey));
  return await suite.createSenderContext({ recipientPublicKey, info: Uint8Array.from(info) });
}

test('decapsulate: RFC 9180 appendix A.3.1 (DHKEM(P-256, HKDF-SHA256))', () => {
  const recipient = importHpkeKeyPair(hex('f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2'));
  const pkRm = '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0';
  assert.equal(Buffer.from(recipient.publicKey).toString('hex'), pkRm);
  const enc = hex('04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4');
  assert.equal(Buffer.from(decapsulate(recipient, enc)).toString('hex'), 'c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8');
});

test('setupRecipient: opens what @hpke/core sealed, and exports the same secrets', async () => {
  const byteArray = (maxLength: number) => fc.uint8Array({ maxLength });
  await fc.assert(
    fc.asyncProperty(
      byteArray(200),
      byteArray(200),
      byteArray(2000),
      byteArray(64),
      fc.integer({ min: 1, max: 200 }),
      async (info, aad, message, label, length) => {
        const keys = generateHpkeKeyPair();
        const sender = await createSender(keys.publicKey, info);
        const ciphertext = new Uint8Array(await sender.seal(Uint8Array.from(message), Uint8Array.from(aad)));
        const recipient = setupRecipient(keys, new Uint8Array(sender.enc), info);
        assert.deepEqual(recipient.open(ciphertext, aad), Uint8Array.from(message));
        assert.deepEqual(recipient.export(label, length), new Uint8Array(await sender.export(Uint8Array.from(label), length)));
      },
    ),
    { numRuns: 50 },
  );
});

test('setupRecipient: @hpke/core opens with the same private key what another of its senders sealed', async () => {
  const ecdh = createECDH('prime256v1');
  const publicKey = new Uint8Array(ecdh.generateKeys());
  const privateKey = new Uint8Array(32);
  const scalar = ecdh.getPrivateKey();
  privateKey.set(scalar, 32 - scalar.length);
  const info = utf8.encode('info');
  const sender = await createSender(publicKey, info);
  const ciphertext = await sender.seal(utf8.encode('text'), utf8.encode('aad'));
  const recipientKey = await suite.kem.deserializePrivateKey(privateKey);
  const theirs = await suite.createRecipientContext({ recipientKey, enc: sender.enc, info });
  const ours = setupRecipient(importHpkeKeyPair(privateKey), new Uint8Array(sender.enc), info);
  assert.deepEqual(new Uint8Array(await theirs.open(ciphertext, utf8.encode('aad'))), ours.open(new Uint8Array(ciphertext), utf8.encode('aad')));
});

test('open: null for another AAD, info, key, or any changed or missing byte', async () => {
  const keys = generateHpkeKeyPair();
  const info = utf8.encode('info');
  const aad = utf8.encode('aad');
  const sender = await createSender(keys.publicKey, info);
  const enc = new Uint8Array(sender.enc);
  const ciphertext = new Uint8Array(await sender.seal(utf8.encode('attack at dawn'), aad));
  const attempt = (change: { keys?: typeof keys; info?: Uint8Array; aad?: Uint8Array; ciphertext?: Uint8Array }) =>
    setupRecipient(change.keys ?? keys, enc, change.info ?? info).open(change.ciphertext ?? ciphertext, change.aad ?? aad);
  assert.notEqual(attempt({}), null);
  assert.equal(attempt({ aad: utf8.encode('aae') }), null);
  assert.equal(attempt({ aad: new Uint8Array(0) }), null);
  assert.equal(attempt({ info: utf8.encode('infp') }), null);
  assert.equal(attempt({ keys: generateHpkeKeyPair() }), null);
  for (let index = 0; index < ciphertext.length; index++) {
    assert.equal(attempt({ ciphertext: ciphertext.map((byte, position) => (position === index ? byte ^ 1 : byte)) }), null);
    assert.equal(attempt({ ciphertext: ciphertext.subarray(0, index) }), null);
  }
});

test('decapsulate: refuses what is no uncompressed point of the curve', () => {
  const keys = generateHpkeKeyPair();
  const { publicKey } = generateHpkeKeyPair();
  const offCurve = publicKey.slice();
  offCurve[64] = (offCurve[64] as number) ^ 1;
  const hybrid = publicKey.slice();
  hybrid[0] = 0x06 | ((publicKey[64] as number) & 1);
  const compressed = Uint8Array.of(0x02 | ((publicKey[64] as number) & 1), ...publicKey.subarray(1, 33));
  const zero = Uint8Array.of(0x04, ...new Uint8Array(64));
  const overPrime = Uint8Array.of(0x04, ...new Uint8Array(64).fill(0xff));
  for (const enc of [offCurve, hybrid, compressed, zero, overPrime, new Uint8Array(1), new Uint8Array(65), new Uint8Array(0), publicKey.subarray(0, 64)]) {
    assert.throws(() => decapsulate(keys, enc));
  }
});

test('importHpkeKeyPair: refuses 0 and what is not below the order', () => {
  assert.throws(() => importHpkeKeyPair(new Uint8Array(32)));
  assert.throws(() => importHpkeKeyPair(new Uint8Array(32).fill(0xff)));
});

test('a context opens one message, and nothing after it was wiped', () => {
  const keys = generateHpkeKeyPair();
  const enc = generateHpkeKeyPair().publicKey;
  const recipient = setupRecipient(keys, enc, new Uint8Array(0));
  recipient.open(new Uint8Array(randomBytes(32)), new Uint8Array(0));
  assert.throws(() => recipient.open(new Uint8Array(32), new Uint8Array(0)));
  recipient.wipe();
  assert.throws(() => recipient.export(utf8.encode('x'), 32));
});
