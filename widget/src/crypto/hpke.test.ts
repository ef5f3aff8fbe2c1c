import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { expect } from '@open-wc/testing';
import { utf8 } from './bytes.ts';
import { hpkeSeal } from './hpke.ts';

/** The other side is an implementation by others. */
async function makeRecipient() {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const keys = await suite.kem.generateKeyPair();
  return { suite, recipientKey: keys.privateKey, publicKey: new Uint8Array(await suite.kem.serializePublicKey(keys.publicKey)) };
}

const info = utf8('info');
const aad = utf8('aad');

describe('hpkeSeal', () => {
  for (const length of [0, 1, 31, 32, 33, 1_000]) {
    it(`is opened by another implementation: ${length} bytes`, async () => {
      const { suite, recipientKey, publicKey } = await makeRecipient();
      const plaintext = crypto.getRandomValues(new Uint8Array(length));
      const { enc, ciphertext } = await hpkeSeal(publicKey, info, aad, plaintext);
      const recipient = await suite.createRecipientContext({ recipientKey, enc, info });
      expect(new Uint8Array(await recipient.open(ciphertext, aad))).to.deep.equal(plaintext);
    });
  }

  it('derives the same secrets as the recipient, another one for each label', async () => {
    const { suite, recipientKey, publicKey } = await makeRecipient();
    const message = await hpkeSeal(publicKey, info, aad, utf8('x'));
    const recipient = await suite.createRecipientContext({ recipientKey, enc: message.enc, info });
    for (const [label, size] of [['one', 32] as const, ['two', 12] as const, ['', 1] as const]) {
      expect(await message.exportSecret(label, size)).to.deep.equal(new Uint8Array(await recipient.export(utf8(label), size)));
    }
    expect(await message.exportSecret('one', 32)).to.not.deep.equal(await message.exportSecret('two', 32));
    expect(await message.exportSecret('one', 33).catch((error: unknown) => error)).to.be.instanceOf(RangeError);
  });

  it('takes a new key for every message', async () => {
    const { publicKey } = await makeRecipient();
    const [first, second] = await Promise.all([1, 2].map(() => hpkeSeal(publicKey, info, aad, utf8('same'))));
    expect(first?.enc).to.not.deep.equal(second?.enc);
    expect(first?.ciphertext).to.not.deep.equal(second?.ciphertext);
  });

  it('refuses a key that is no point on the curve, before anything is sealed', async () => {
    const { publicKey } = await makeRecipient();
    const off = publicKey.map((byte, index) => (index === 64 ? byte ^ 1 : byte));
    for (const key of [off, publicKey.subarray(0, 64), new Uint8Array(65), new Uint8Array()]) {
      const failure = await hpkeSeal(key, info, aad, utf8('x')).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(TypeError);
    }
  });
});
