import { expect } from '@open-wc/testing';
import type { Json } from '../../../../host-sdk/src/contract/types.ts';
import { feeOptions, outbidding, quoteSpeeds } from './fee-speeds.ts';

const gwei = 1_000_000_000n;
const hex = (value: bigint | number) => `0x${value.toString(16)}`;

function chain(change: { readonly reward?: Json; readonly lastSeconds?: number; readonly base?: Json } = {}) {
  const reward = change.reward ?? Array.from({ length: 10 }, () => [hex(gwei), hex(2n * gwei), hex(5n * gwei)]);
  return {
    rpc: async (_chainId: number, method: string, params: readonly Json[]): Promise<Json> => {
      if (method === 'eth_feeHistory') return { oldestBlock: '0x64', baseFeePerGas: ['0x1', change.base ?? hex(10n * gwei)], reward };
      return params[0] === 'latest' ? { number: '0x6e', timestamp: hex(1000 + (change.lastSeconds ?? 20)) } : { number: '0x64', timestamp: hex(1000) };
    },
  };
}

describe('quoteSpeeds', () => {
  it('gives three speeds, by what blocks took and how fast they came', async () => {
    const [slow, normal, fast] = await quoteSpeeds(chain(), 1);
    expect(slow).to.deep.equal({ speed: 'slow', maxPriorityFeePerGasWei: gwei, maxFeePerGasWei: 13_500_000_000n, priceWei: 11n * gwei, seconds: 10 });
    expect(normal).to.deep.equal({ speed: 'normal', maxPriorityFeePerGasWei: 2n * gwei, maxFeePerGasWei: 22n * gwei, priceWei: 12n * gwei, seconds: 4 });
    expect(fast).to.deep.equal({ speed: 'fast', maxPriorityFeePerGasWei: 5n * gwei, maxFeePerGasWei: 25n * gwei, priceWei: 15n * gwei, seconds: 2 });
  });

  it('never makes faster cheaper, and holds on empty blocks and mad tips', async () => {
    for (const reward of [[], null, [['0x0', '0x0', '0x0']], [[hex(10n ** 20n), '0x1', '0x0']]]) {
      const tips = (await quoteSpeeds(chain({ reward }), 1)).map(({ maxPriorityFeePerGasWei }) => maxPriorityFeePerGasWei);
      const [slow = 0n, normal = 0n, fast = 0n] = tips;
      expect(slow >= gwei / 100n && normal > slow && fast > normal && fast <= 200n * gwei, String(tips)).to.equal(true);
    }
  });

  it('takes the usual pace for a chain that makes blocks on demand', async () => {
    for (const lastSeconds of [0, 90_000]) expect((await quoteSpeeds(chain({ lastSeconds }), 1))[2]?.seconds).to.equal(12);
  });

  it('refuses nonsense', async () => {
    let failed = false;
    await quoteSpeeds(chain({ base: 'much' }), 1).catch(() => {
      failed = true;
    });
    expect(failed).to.equal(true);
  });
});

describe('what it costs', () => {
  it('most likely the gas that is used, at most the gas that may be', async () => {
    const [slow] = feeOptions(await quoteSpeeds(chain(), 1), 40_000n, 50_000n);
    expect([slow?.feeWei, slow?.maxFeeWei]).to.deep.equal([440_000n * gwei, 675_000n * gwei]);
  });

  it('outbids by more than a tenth in both prices, and takes the price of now where that is higher', async () => {
    const fast = (await quoteSpeeds(chain(), 1)).at(-1);
    if (fast === undefined) throw new Error('three speeds');
    expect(outbidding({ maxFeePerGasWei: 80n * gwei, maxPriorityFeePerGasWei: 40n * gwei }, fast)).to.deep.equal({
      maxFeePerGasWei: 90n * gwei + 1n,
      maxPriorityFeePerGasWei: 45n * gwei + 1n,
      seconds: 2,
    });
    expect(outbidding({ maxFeePerGasWei: gwei, maxPriorityFeePerGasWei: gwei }, fast)).to.deep.equal({
      maxFeePerGasWei: 25n * gwei,
      maxPriorityFeePerGasWei: 5n * gwei,
      seconds: 2,
    });
    for (const wei of [0n, 1n, 7n, 9n, 10n, 101n]) {
      const { maxPriorityFeePerGasWei } = outbidding({ maxFeePerGasWei: wei, maxPriorityFeePerGasWei: wei }, { ...fast, maxPriorityFeePerGasWei: 0n });
      expect(maxPriorityFeePerGasWei * 10n >= wei * 11n, String(wei)).to.equal(true);
    }
  });
});
