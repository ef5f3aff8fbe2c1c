import { expect } from '@open-wc/testing';
import { decodeCbor } from '../crypto/cbor-decode.ts';
import { type SealContext, sealAad, sealedOperations, stampMessage } from './sealed.ts';

const context: SealContext = {
  appId: 'demo',
  subjectHash: new Uint8Array(32).fill(1),
  walletId: '5b2f0c55-0a1e-4b6b-9d3c-3f7a2c1d9e10',
  operation: 'sign_intent',
  challenge: new Uint8Array(32).fill(2),
  sessionKeyThumbprint: new Uint8Array(32).fill(3),
  intentHash: new Uint8Array(32).fill(4),
  pinEpoch: 0,
};

describe('sealAad', () => {
  it('holds every part of the context, in the order of PROTOCOL §5.3', () => {
    expect(decodeCbor(sealAad(context))).to.deep.equal([
      'alcove/pin/v1',
      'demo',
      context.subjectHash,
      context.walletId,
      'sign_intent',
      context.challenge,
      context.sessionKeyThumbprint,
      context.intentHash,
      0,
    ]);
  });

  it('is another for every operation, so that no ciphertext serves two', () => {
    const seen = new Set(sealedOperations.map((operation) => String(sealAad({ ...context, operation }))));
    expect(seen.size).to.equal(sealedOperations.length);
  });
});

describe('stampMessage', () => {
  it('covers AAD, encapsulated key and ciphertext', () => {
    const text = new TextDecoder().decode(stampMessage(Uint8Array.of(65), Uint8Array.of(66), Uint8Array.of(67)));
    expect(text).to.equal('alcove/stamp/v1\u0000ABC');
  });
});
