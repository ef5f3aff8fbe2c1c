import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { createCertificateReader, issueCertificate, readCertificate, type SessionKey, thumbprintOf } from './certificate.ts';
import { random } from './testing/fakes.ts';

const fleetKey = random(32);

function certificateBytes(): Uint8Array {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as SessionKey;
  const coordinate = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  return issueCertificate(fleetKey, {
    v: 1,
    appId: 'demo',
    subjectHash: random(32),
    thumbprint: thumbprintOf(key),
    x: coordinate(key.x),
    y: coordinate(key.y),
    issuedAtSeconds: 1,
    expiresAtSeconds: 2,
  });
}

test('createCertificateReader: the same certificate is read once, another is another', () => {
  const read = createCertificateReader(fleetKey);
  const signed = certificateBytes();
  const first = read(signed);
  assert.notEqual(first, null);
  assert.equal(read(Uint8Array.from(signed)), first);
  const other = certificateBytes();
  assert.notDeepEqual(read(other)?.certificate, first?.certificate);
  assert.deepEqual(read(other)?.certificate, readCertificate(fleetKey, other)?.certificate);
});

test('createCertificateReader: having seen a certificate opens no door to a changed one', () => {
  const read = createCertificateReader(fleetKey);
  const signed = certificateBytes();
  assert.notEqual(read(signed), null);
  for (let index = 0; index < signed.length; index++) {
    assert.equal(read(signed.map((byte, position) => (position === index ? byte ^ 1 : byte))), null, `byte ${index}`);
  }
  assert.equal(createCertificateReader(random(32))(signed), null);
});

test('createCertificateReader: remembers a thousand, the ones in use longest', () => {
  const read = createCertificateReader(fleetKey);
  const mine = certificateBytes();
  const left = certificateBytes();
  const firstMine = read(mine);
  const firstLeft = read(left);
  for (let count = 0; count < 999; count++) {
    read(certificateBytes());
    read(mine);
  }
  assert.equal(read(mine), firstMine);
  assert.notEqual(read(left), firstLeft);
});

test('issueCertificate: a key off the curve is refused when it is read', () => {
  const signed = issueCertificate(fleetKey, {
    v: 1,
    appId: 'demo',
    subjectHash: random(32),
    thumbprint: random(32),
    x: new Uint8Array(32).fill(1),
    y: new Uint8Array(32).fill(1),
    issuedAtSeconds: 1,
    expiresAtSeconds: 2,
  });
  assert.equal(readCertificate(fleetKey, signed), null);
});
