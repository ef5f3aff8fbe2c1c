import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEndpoint } from '../../mock-server/src/chain/json-rpc-endpoint.ts';
import { startNode } from '../../mock-server/src/chain/node.ts';
import { findAnvil } from '../../mock-server/src/chain/node-binary.ts';
import type { LineState } from './crash-relay.ts';

export type CrashChain = {
  /** For the server. Everything goes through a counter of what is broadcast. */
  readonly url: string;
  /** The raw transactions that were sent, the same bytes counted once, in order. */
  sent(): readonly string[];
  /** Told of each that the node took, before the server is. */
  onTaken(listener: (raw: string) => void): void;
  /** Between the server and the node. `deaf`: what is asked arrives, and the answer is lost. */
  setLine(state: LineState | 'deaf'): void;
  /** Straight to the node. @throws Error with the node's reason */
  ask(method: string, params: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
};

type Call = { readonly id: unknown; readonly method: string; readonly params: readonly unknown[] };

/** Of the calls that send, those the node says yes to. */
function takenOf(calls: readonly Call[], text: string): readonly string[] {
  const sending = calls.filter(({ method }) => method === 'eth_sendRawTransaction');
  if (sending.length === 0) return [];
  const answers = [JSON.parse(text)].flat() as { readonly id: unknown; readonly result?: unknown }[];
  return sending.filter((call) => answers.some(({ id, result }) => id === call.id && result !== undefined)).map(({ params }) => String(params[0]));
}

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
  let taken: (raw: string) => void = () => undefined;
  let line: LineState | 'deaf' = 'open';
  const waiting = new Set<ServerResponse>();
  const counter = createServer((request, response) => {
    if (line === 'cut') return void response.destroy();
    if (line === 'silent') return void waiting.add(response);
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const calls = [JSON.parse(body)].flat() as Call[];
      for (const { method, params } of calls) if (method === 'eth_sendRawTransaction') sent.add(String(params[0]));
      const answer = await fetch(node.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const text = await answer.text();
      for (const raw of takenOf(calls, text)) taken(raw);
      if (line === 'deaf') response.destroy();
      else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    })().catch(() => response.destroy());
  });
  counter.listen({ port: 0, host: '127.0.0.1' });
  await once(counter, 'listening');
  const ask = createEndpoint(node.url, globalThis.fetch);
  return {
    url: `http://127.0.0.1:${(counter.address() as AddressInfo).port}`,
    sent: () => [...sent],
    onTaken(listener) {
      taken = listener;
    },
    setLine(state) {
      line = state;
      for (const response of waiting) response.destroy();
      waiting.clear();
    },
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
