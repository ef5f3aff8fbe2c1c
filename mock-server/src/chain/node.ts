import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GuardedProcess, startGuarded } from '../stack/guarded-process.ts';
import { createEndpoint, type JsonRpcEndpoint } from './json-rpc-endpoint.ts';
import { startSnapshots } from './snapshot.ts';

export type NodeOptions = {
  /** anvil's own program (`findAnvil`). */
  readonly binary: string;
  readonly port: number;
  readonly chainId: number;
  /** File that keeps the chain; null keeps nothing. */
  readonly statePath: string | null;
  readonly fetch: typeof globalThis.fetch;
  readonly onSnapshotError: (error: unknown) => void;
};

export type EvmNode = {
  readonly url: string;
  readonly ask: JsonRpcEndpoint;
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Saves the chain, then ends the process. */
  stop(): Promise<void>;
};

const readyTimeoutMs = 15_000;

async function waitUntilReady(node: GuardedProcess, ask: JsonRpcEndpoint, chainId: number): Promise<void> {
  let ended: string | null = null;
  node.exited.then((reason) => {
    ended = reason;
  });
  const attempts = readyTimeoutMs / 25;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (ended !== null) throw new Error(`The EVM node ended at start (${ended}): ${node.lastWords()}`);
    try {
      const [outcome] = await ask([{ method: 'eth_chainId', params: [] }], 1_000);
      if (outcome !== undefined && 'result' in outcome && Number(outcome.result) === chainId) return;
    } catch {
      // Not listening yet; the loop's own limit ends the wait.
    }
    await sleep(25);
  }
  throw new Error(`The EVM node did not answer within ${readyTimeoutMs / 1000} s: ${node.lastWords()}`);
}

/**
 * Starts a development EVM node on 127.0.0.1 and waits until it answers. With a state file, yesterday's chain is there again.
 *
 * @throws Error when the process ends or does not answer within 15 seconds.
 */
export async function startNode(options: NodeOptions): Promise<EvmNode> {
  const { port, chainId, statePath } = options;
  const args = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId), '--quiet'];
  if (statePath !== null && existsSync(statePath)) args.push('--load-state', statePath);
  const child = startGuarded({ command: options.binary, args, env: {} });
  const url = `http://127.0.0.1:${port}`;
  const ask = createEndpoint(url, options.fetch);
  try {
    await waitUntilReady(child, ask, chainId);
  } catch (error) {
    await child.stop(1_000);
    throw error;
  }
  const snapshots =
    statePath === null ? null : startSnapshots({ ask, path: statePath, webSocketUrl: `ws://127.0.0.1:${port}`, onError: options.onSnapshotError });
  child.exited.then(() => snapshots?.stop());
  return {
    url,
    ask,
    pid: child.pid,
    exited: child.exited,
    async stop() {
      try {
        await snapshots?.save();
      } catch (error) {
        options.onSnapshotError(error);
      }
      snapshots?.stop();
      await child.stop(3_000);
    },
  };
}
