import type { IncomingMessage } from 'node:http';
import { RPC_SOCKET_PATH } from '../../../widget/src/contract/rpc-socket.ts';
import { TRANSACTION_BODY_LIMIT_BYTES } from '../http/limits.ts';
import type { UpgradeHandler } from './http-server.ts';
import { createSocketServer, type SocketServer, say } from './socket-server.ts';

/** Open connections; a page keeps one for half a minute after its last read. */
const CONNECTIONS = 5_000;
/** Questions of one connection under way at a time. */
const AT_ONCE = 50;

export type RpcSocketOptions = {
  readonly walletOrigin: string;
  /** The server itself: a question on a socket is a request like any other, with the same steps, limits and metrics. */
  readonly answer: (request: Request, from: IncomingMessage) => Promise<Response>;
};

type Question = { readonly id: string | number; readonly chainId: number };

/** @returns null for what is no question: there is nothing to name in an answer. */
function readQuestion(text: string): (Question & { readonly body: string }) | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { chainId, ...request } = message as { readonly chainId?: unknown; readonly id?: unknown };
  const { id } = request;
  if (!Number.isSafeInteger(chainId) || (typeof id !== 'number' && typeof id !== 'string')) return null;
  return { id, chainId: chainId as number, body: JSON.stringify(request) };
}

/**
 * Reads of chains over a WebSocket (contract/rpc-socket.ts), for the wallet's own page alone: browsers let any page open a socket, and say
 * which one it is (RFC 6455 §10.2).
 */
export function createRpcSocket({ walletOrigin, answer }: RpcSocketOptions): SocketServer {
  const { host } = new URL(walletOrigin);
  const headers = {
    'content-type': 'application/json',
    host,
    origin: walletOrigin,
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  };

  const sockets = createSocketServer({
    path: RPC_SOCKET_PATH,
    frameBytes: TRANSACTION_BODY_LIMIT_BYTES,
    connections: CONNECTIONS,
    serve(client, from) {
      let underWay = 0;
      client.on('message', async (data, isBinary) => {
        const question = isBinary ? null : readQuestion(String(data));
        if (question === null) return client.terminate();
        const { id, chainId, body } = question;
        const refuse = (status: number) => say(client, JSON.stringify({ id, status }));
        if (underWay === AT_ONCE) return refuse(429);
        underWay++;
        try {
          const request = new Request(`${walletOrigin}/v1/rpc/${chainId}`, { method: 'POST', headers, body });
          const response = await answer(request, from);
          if (response.ok) say(client, await response.text());
          else refuse(response.status);
        } catch {
          refuse(500);
        } finally {
          underWay--;
        }
      });
    },
  });

  const upgrade: UpgradeHandler['upgrade'] = (request, socket, head) => {
    if (request.headers.origin === walletOrigin && request.headers.host?.toLowerCase() === host) return sockets.upgrade(request, socket, head);
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  };
  return { ...sockets, upgrade };
}
