import type { Logger } from '../app-deps.ts';
import { createFaucet, type Faucet } from '../chain/faucet.ts';
import { deployFixtures } from '../chain/fixtures.ts';
import type { ChainConfig } from '../chain/gateway.ts';
import { createEndpoint } from '../chain/json-rpc-endpoint.ts';
import { type EvmNode, startNode } from '../chain/node.ts';
import type { Clock } from '../deps.ts';
import type { DataDirectory } from './data-directory.ts';
import { developmentChain } from './development-chain.ts';
import { type Supervised, supervise } from './supervisor.ts';

export type ChainPart = { readonly config: ChainConfig; readonly faucet: Faucet; readonly process: Supervised<EvmNode> };

export type ChainPartOptions = {
  readonly binary: string;
  readonly port: number;
  readonly directory: DataDirectory;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onRestart: (name: string, pid: number) => void;
};

/** The development chain: a node that is kept running and kept on disk, the demo contracts on it, and the faucet. */
export async function startChain(options: ChainPartOptions): Promise<ChainPart> {
  const { port, directory, fetch, clock, logger } = options;
  const url = `http://127.0.0.1:${port}`;
  async function start(): Promise<EvmNode> {
    const node = await startNode({
      binary: options.binary,
      port,
      chainId: developmentChain.chainId,
      // Also for an ephemeral run: a node that is started again must find the same chain.
      statePath: directory.file('chain.json'),
      fetch,
      onSnapshotError: (error) => logger.warn({ part: 'node', reason: error instanceof Error ? error.message : 'unknown' }, 'the chain could not be saved'),
    });
    await deployFixtures(node.ask);
    return node;
  }
  const process = await supervise({ name: 'node', start, logger, clock, onRestart: options.onRestart });
  const ask = createEndpoint(url, fetch);
  return {
    config: { chain: developmentChain, rpcUrls: [url] },
    faucet: createFaucet({
      ask: () => ask,
      onError: (error) => logger.warn({ part: 'faucet', reason: error instanceof Error ? error.message : 'unknown' }, 'a fresh wallet could not be funded'),
    }),
    process,
  };
}
