import { expect } from '@open-wc/testing';
import { decodeCborMap } from '../crypto/cbor-decode.ts';
import { encodeIntent, type TransactionIntent } from './intent.ts';

const intent: TransactionIntent = {
  kind: 'transaction',
  appId: 'demo',
  origin: 'http://127.0.0.1:4000',
  requestId: '5b2f0c55-0a1e-4b6b-9d3c-3f7a2c1d9e10',
  expiresAtSeconds: 1_795_000_000,
  account: '0x00000000000000000000000000000000000000aa',
  accountIndex: 0,
  display: `0x${'11'.repeat(32)}`,
  chainId: 31337,
  nonce: 7,
  to: null,
  valueWei: 10n ** 30n,
  data: '0xdeadbeef',
  gasLimit: 21_000n,
  maxFeePerGasWei: 2n,
  maxPriorityFeePerGasWei: 1n,
};

describe('encodeIntent', () => {
  it('keeps amounts beyond 64 bits as decimal text and hex as bytes', () => {
    const map = decodeCborMap(encodeIntent(intent));
    expect(map.get('valueWei')).to.equal('1000000000000000000000000000000');
    expect(map.get('data')).to.deep.equal(Uint8Array.of(0xde, 0xad, 0xbe, 0xef));
    expect(map.get('to')).to.equal(null);
    expect(map.get('v')).to.equal(1);
    expect(map.size).to.equal(17);
  });

  it('differs when any field differs', () => {
    const changes: readonly Partial<TransactionIntent>[] = [
      { origin: 'http://127.0.0.1:4001' },
      { nonce: 8 },
      { to: '0x0000000000000000000000000000000000000000' },
      { valueWei: 1n },
      { display: `0x${'12'.repeat(32)}` },
      { expiresAtSeconds: 1_795_000_001 },
    ];
    const encodings = new Set([intent, ...changes.map((change) => ({ ...intent, ...change }))].map((value) => String(encodeIntent(value))));
    expect(encodings.size).to.equal(changes.length + 1);
  });
});
