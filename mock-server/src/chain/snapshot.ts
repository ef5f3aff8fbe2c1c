import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { writeFileAtomically } from '../stack/atomic-file.ts';
import type { JsonRpcEndpoint } from './json-rpc-endpoint.ts';

export type Snapshots = {
  /** Saves now if anything was mined since the last save. */
  save(): Promise<void>;
  stop(): void;
};

export type SnapshotOptions = {
  readonly ask: JsonRpcEndpoint;
  readonly path: string;
  /** Where the node announces new blocks, e.g. `ws://127.0.0.1:4400`. */
  readonly webSocketUrl: string;
  /** How often to look for a new block all the same, should an announcement be lost. Default 1000 (1 second). */
  readonly intervalMs?: number;
  readonly onError: (error: unknown) => void;
};

const askTimeoutMs = 5_000;

/** Calls back at each new block (`eth_subscribe`). @returns how to stop. */
function watchBlocks(url: string, onBlock: () => void): () => void {
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] })));
  socket.addEventListener('message', onBlock);
  // Without announcements the interval alone keeps the chain; 'close' needs no answer either.
  socket.addEventListener('error', () => undefined);
  return () => socket.close();
}

/**
 * Keeps a development chain on disk. anvil can write its state itself (`--state`), but not atomically: a crash while it
 * writes loses the whole chain. This asks for the state as soon as a block was mined and replaces the file in one step:
 * by the time a person has been shown a receipt, the block is on disk.
 */
export function startSnapshots(options: SnapshotOptions): Snapshots {
  const { ask, path, webSocketUrl, intervalMs = 1_000, onError } = options;
  let savedBlock: unknown = null;
  let running: Promise<void> = Promise.resolve();

  async function saveOnce(): Promise<void> {
    const [block] = await ask([{ method: 'eth_getBlockByNumber', params: ['latest', false] }], askTimeoutMs);
    if (block === undefined || !('result' in block)) throw new Error('the node does not say its newest block');
    const blockHash = (block.result as { readonly hash?: unknown } | null)?.hash;
    if (blockHash === savedBlock) return;
    const [dump] = await ask([{ method: 'anvil_dumpState', params: [] }], askTimeoutMs);
    if (dump === undefined || !('result' in dump) || typeof dump.result !== 'string') throw new Error('the node does not give its state');
    // anvil_dumpState is gzipped JSON in hexadecimal; --load-state reads the plain JSON.
    await writeFileAtomically(path, await promisify(gunzip)(Buffer.from(dump.result.slice(2), 'hex')));
    savedBlock = blockHash;
  }

  function save(): Promise<void> {
    // One at a time: a second caller waits for the first and then looks again, since something may have been mined in between.
    running = running.then(saveOnce, saveOnce);
    return running;
  }

  let busy = false;
  let again = false;
  function saveSoon(): void {
    again = busy;
    if (busy) return;
    busy = true;
    save()
      .catch(onError)
      .finally(() => {
        busy = false;
        if (again) saveSoon();
      });
  }
  const timer = setInterval(saveSoon, intervalMs);
  timer.unref();
  const unwatch = watchBlocks(webSocketUrl, saveSoon);
  return {
    save,
    stop() {
      again = false;
      clearInterval(timer);
      unwatch();
    },
  };
}
