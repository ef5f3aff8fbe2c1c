import { expect } from '@open-wc/testing';
import { hashMessage, parseSignature } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { fromHex, toHex, utf8 } from './bytes.ts';
import { checksumAddress, personalMessageDigest, recoverAddress } from './ethereum.ts';

/* viem is the oracle here: what it says, this code must say. */

const account = privateKeyToAccount(`0x${'4c'.repeat(32)}`);
const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

function parts(signature: `0x${string}`) {
  const { r, s, yParity } = parseSignature(signature);
  return { r: fromHex(r, 'r'), s: fromHex(s, 's'), yParity };
}

describe('checksumAddress', () => {
  // EIP-55, "Test Cases".
  const addresses = [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ];
  for (const address of addresses) it(address, () => expect(checksumAddress(address.toLowerCase())).to.equal(address));
});

describe('recoverAddress', () => {
  const message = utf8('Alcove \u00e9');

  it('finds who signed a message', async () => {
    const signature = parts(await account.signMessage({ message: { raw: message } }));
    expect(hex(personalMessageDigest(message))).to.equal(hashMessage({ raw: message }));
    expect(recoverAddress(personalMessageDigest(message), signature)).to.equal(account.address);
    expect(recoverAddress(personalMessageDigest(utf8('another')), signature)).to.not.equal(account.address);
  });

  it('refuses the malleable twin of a signature, and numbers out of range', async () => {
    const signature = parts(await account.signMessage({ message: { raw: message } }));
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const twin = fromHex((order - BigInt(hex(signature.s))).toString(16).padStart(64, '0'), 's');
    expect(recoverAddress(personalMessageDigest(message), { ...signature, s: twin, yParity: 1 - signature.yParity })).to.equal(null);
    expect(recoverAddress(personalMessageDigest(message), { ...signature, yParity: 2 })).to.equal(null);
    expect(recoverAddress(personalMessageDigest(message), { ...signature, r: new Uint8Array(32) })).to.equal(null);
  });
});
