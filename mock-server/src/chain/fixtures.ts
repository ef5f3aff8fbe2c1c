import { setTimeout as sleep } from 'node:timers/promises';
import { concat, getContractAddress, pad } from 'viem/utils';
import { demoCollectibleBytecode, demoDollarBytecode } from './contracts/bytecode.ts';
import type { JsonRpcEndpoint } from './json-rpc-endpoint.ts';

/** Tenth of anvil's well-known accounts, which the node itself holds the keys of. Nothing else uses it, so that its nonces, and with them the addresses below, never move. */
const deployer = '0xa0ee7a142d267c1f36714e4a8f75612f20a79720';

/** Ninth of them. Holds all Demo Dollars that were not given away. */
export const demoTreasury = '0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f';

function deployedAt(nonce: bigint): `0x${string}` {
  return getContractAddress({ from: deployer, nonce });
}

/** Demo contracts of the development chain; the addresses are the same on every machine. */
export const demoContracts = {
  demoDollar: { address: deployedAt(0n), creationCode: concat([demoDollarBytecode, pad(demoTreasury)]) },
  demoCollectible: { address: deployedAt(1n), creationCode: demoCollectibleBytecode },
} as const;

const askTimeoutMs = 5_000;
const mineTimeoutMs = 5_000;

async function ask(endpoint: JsonRpcEndpoint, method: string, params: readonly unknown[]): Promise<unknown> {
  const [outcome] = await endpoint([{ method, params }], askTimeoutMs);
  if (outcome === undefined || 'error' in outcome) throw new Error(`The EVM node refused ${method}: ${outcome?.error.message ?? 'no answer'}`);
  return outcome.result;
}

async function hasCode(endpoint: JsonRpcEndpoint, address: string): Promise<boolean> {
  return (await ask(endpoint, 'eth_getCode', [address, 'latest'])) !== '0x';
}

/** The node answers with the hash first and mines a moment later. */
async function waitForCode(endpoint: JsonRpcEndpoint, address: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < mineTimeoutMs; waitedMs += 20) {
    if (await hasCode(endpoint, address)) return;
    await sleep(20);
  }
  throw new Error('A demo contract was not deployed at its address.');
}

/**
 * Deploys the demo contracts that are not there yet. Safe to run at every start and after a crash half-way: each is
 * sent with its own nonce.
 *
 * @throws Error when the node refuses one, or does not mine it within 5 seconds.
 */
export async function deployFixtures(endpoint: JsonRpcEndpoint): Promise<void> {
  for (const [index, { address, creationCode }] of Object.values(demoContracts).entries()) {
    if (await hasCode(endpoint, address)) continue;
    await ask(endpoint, 'eth_sendTransaction', [{ from: deployer, nonce: `0x${index.toString(16)}`, data: creationCode, gas: '0x300000' }]);
    await waitForCode(endpoint, address);
  }
}
