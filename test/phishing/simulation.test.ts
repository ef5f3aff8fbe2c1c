import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeFunctionData, type Hex, parseAbi } from 'viem';
import { demoContracts, demoTreasury, deployFixtures } from '../../mock-server/src/chain/fixtures.ts';
import { createGateway } from '../../mock-server/src/chain/gateway.ts';
import { type EvmNode, startNode } from '../../mock-server/src/chain/node.ts';
import { findAnvil } from '../../mock-server/src/chain/node-binary.ts';
import { freePort } from '../../mock-server/src/stack/testing/free-port.ts';
import { RpcError } from '../../widget/src/api/api-error.ts';
import { simulateChanges } from '../../widget/src/clear-signing/asset-changes.ts';
import type { DisplayRow } from '../../widget/src/state/state.ts';

/* What a call would move, by a real node's `eth_simulateV1` through the server's gateway, as the wallet's screen says it. */

const person: Hex = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const stranger: Hex = '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc';
const dollar = demoContracts.demoDollar.address;
const abi = parseAbi(['function transfer(address,uint256)', 'function approve(address,uint256)', 'function transferFrom(address,address,uint256)']);
const text = (rows: readonly DisplayRow[] | undefined) =>
  rows?.map((row) => `${row.label}: ${row.kind === 'address' ? row.address.toLowerCase() : row.kind === 'amount' ? `${row.value} ${row.symbol}` : row.text}`);

describe('simulateChanges on a real node', () => {
  let node: EvmNode;
  let run: (call: { readonly from: Hex; readonly to: Hex; readonly valueWei?: bigint; readonly data?: Hex }) => ReturnType<typeof simulateChanges>;

  before(async () => {
    const onSnapshotError = (error: unknown) => assert.fail(String(error));
    const binary = findAnvil(process, new URL('../../mock-server/src/chain/node-binary.ts', import.meta.url).pathname);
    node = await startNode({ binary, port: await freePort(), chainId: 31337, statePath: null, fetch, onSnapshotError });
    await deployFixtures(node.ask);
    const chain = { chainId: 31337, name: 'Local', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
    const gateway = createGateway({ chains: [{ chain, rpcUrls: [node.url] }], clock: { nowMs: () => performance.now() }, fetch });
    const api = {
      async rpc(chainId: number, method: string, params: readonly unknown[]) {
        const [answer] = await gateway.rpc(chainId, [{ jsonrpc: '2.0', id: 1, method, params }]);
        if (answer === undefined || 'error' in answer) throw new RpcError(answer?.error.code ?? 0, answer?.error.message ?? '', null);
        return answer.result as never;
      },
    };
    const token = async (address: string) => (address === dollar.toLowerCase() ? { symbol: 'DUSD', decimals: 6 } : null);
    run = ({ valueWei = 0n, data = '0x', ...call }) =>
      simulateChanges(api, { ...call, valueWei, data }, { chainId: 31337, native: { symbol: 'ETH', decimals: 18 }, token });
  });
  after(() => node.stop());

  it('says what leaves and what comes', async () => {
    const data = encodeFunctionData({ abi, functionName: 'transfer', args: [person, 2_500_000n] });
    assert.deepEqual(text((await run({ from: demoTreasury, to: dollar, data }))?.rows), ['You send: 2.5 DUSD', `Token: ${dollar.toLowerCase()}`]);
    assert.deepEqual(text((await run({ from: demoTreasury, to: person, valueWei: 10n ** 17n }))?.rows), ['You send: 0.1 ETH']);
  });

  it('says nothing moves where nothing does', async () => {
    const data = encodeFunctionData({ abi, functionName: 'transfer', args: [demoTreasury, 1n] });
    assert.deepEqual((await run({ from: demoTreasury, to: dollar, data }))?.rows, []);
  });

  it('finds permissions, and the danger of endless ones', async () => {
    const bounded = await run({ from: demoTreasury, to: dollar, data: encodeFunctionData({ abi, functionName: 'approve', args: [stranger, 5_000_000n] }) });
    assert.deepEqual([text(bounded?.rows), bounded?.dangers], [['Allowed: 5 DUSD', `Token: ${dollar.toLowerCase()}`, `Spender: ${stranger}`], []]);
    const endless = await run({
      from: demoTreasury,
      to: dollar,
      data: encodeFunctionData({ abi, functionName: 'approve', args: [stranger, 2n ** 256n - 1n] }),
    });
    assert.deepEqual(endless?.dangers, ['unlimited_approval']);
  });

  it('says that it could not be simulated when the run fails', async () => {
    const data = encodeFunctionData({ abi, functionName: 'transferFrom', args: [demoTreasury, stranger, 1n] });
    assert.equal(await run({ from: stranger, to: dollar, data }), null);
    assert.equal(await run({ from: '0x00000000000000000000000000000000000a11ce', to: stranger, valueWei: 1n }), null);
  });
});
