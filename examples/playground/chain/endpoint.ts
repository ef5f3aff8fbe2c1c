import { RpcError } from './rpc.ts';

type Message = { readonly id: unknown; readonly method: string; readonly params?: readonly unknown[] };

/** The node as an address to `fetch`: JSON-RPC 2.0 over HTTP, one message or a batch, as the server asks any node. */
export function createNodeFetch(rpc: (method: string, params: readonly unknown[]) => Promise<unknown>): typeof fetch {
  async function answer({ id, method, params }: Message) {
    try {
      return { jsonrpc: '2.0', id, result: await rpc(method, params ?? []) };
    } catch (error) {
      const { code, data } = error instanceof RpcError ? error : { code: -32000, data: undefined };
      return {
        jsonrpc: '2.0',
        id,
        error: { code, message: error instanceof Error ? error.message : 'unknown error', ...(data === undefined ? {} : { data }) },
      };
    }
  }
  return async (_input, init) => {
    const asked: Message | readonly Message[] = JSON.parse(String(init?.body));
    const answers = 'method' in asked ? await answer(asked) : await Promise.all(asked.map(answer));
    return Response.json(answers);
  };
}
