import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEndpoint } from '../../mock-server/src/chain/json-rpc-endpoint.ts';
import { startNode } from '../../mock-server/src/chain/node.ts';
import { findAnvil } from '../../mock-server/src/chain/node-binary.ts';

export type CrashChain = {
  /** For the server. Everything goes through a counter of what is broadcast. */
  readonly url: string;
  /** The raw transactions that were sent, the same bytes counted once, in order. */
  sent(): readonly string[];
  /** Straight to the node. @throws Error with the node's reason */
  ask(method: string, params: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
};

/** A real EVM node behind a counter. */
export async function startCrashChain(port: number, chainId: number): Promise<CrashChain> {
  const node = await startNode({
    binary: findAnvil({ platform: process.platform, arch: process.arch }, import.meta.url),
    port,
    chainId,
    statePath: null,
    fetch: globalThis.fetch,
    onSnapshotError: () => undefined,
  });
  const sent = new Set<string>();
  const counter = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const calls = [JSON.parse(body)].flat() as { readonly method: string; readonly params: readonly unknown[] }[];
      for (const { method, params } of calls) if (method === 'eth_sendRawTransaction') sent.add(String(params[0]));
      const answer = await fetch(node.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    })().catch(() => response.destroy());
  });
  counter.listen({ port: 0, host: '127.0.0.1' });
  await once(counter, 'listening');
  const ask = createEndpoint(node.url, globalThis.fetch);
  return {
    url: `http://127.0.0.1:${(counter.address() as AddressInfo).port}`,
    sent: () => [...sent],
    async ask(method, params) {
      const [outcome] = await ask([{ method, params }], 5_000);
      if (outcome === undefined || !('result' in outcome)) throw new Error(`${method}: ${JSON.stringify(outcome)}`);
      return outcome.result;
    },
    async close() {
      counter.close();
      counter.closeAllConnections();
      await node.stop();
    },
  };
}
