import { expect } from '@open-wc/testing';
import { encodeDcbor } from '../contract/dcbor.ts';
import { ProofError, verifyProof } from './proof.ts';
import { createProofSigner } from './testing/proof-signer.ts';

async function signed(payload: Uint8Array) {
  const { proofPublicKey, sign } = await createProofSigner();
  return { proof: await sign(payload), key: proofPublicKey };
}

const payload = encodeDcbor({ type: 'SIGNATURE', v: 1, walletId: 'w' });

describe('verifyProof', () => {
  it('gives the payload of a genuine proof', async () => {
    const { proof, key } = await signed(payload);
    expect((await verifyProof(proof, key, 'SIGNATURE')).get('walletId')).to.equal('w');
  });

  it('refuses another key, another payload, another type and unreadable bytes', async () => {
    const { proof, key } = await signed(payload);
    const other = await signed(payload);
    const unreadable = await signed(Uint8Array.of(0xff));
    const attempts = [
      verifyProof(proof, other.key, 'SIGNATURE'),
      verifyProof({ ...proof, payload: encodeDcbor({ type: 'SIGNATURE', v: 2 }) }, key, 'SIGNATURE'),
      verifyProof(proof, key, 'ADDRESS_DERIVATION'),
      verifyProof(unreadable.proof, unreadable.key, 'SIGNATURE'),
    ];
    for (const attempt of attempts) expect(await attempt.catch((error: unknown) => error)).to.be.instanceOf(ProofError);
  });
});
