import { RPC_SOCKET_PATH } from '../contract/rpc-socket.ts';

/** A question as it goes to the server: JSON-RPC 2.0. */
export type ReadQuestion = { readonly id: number };

export type ReadLine = {
  /** The server's answer; undefined when the line has none, whatever the reason, and the question is to be asked by HTTP. Never rejects. */
  ask(chainId: number, question: ReadQuestion): Promise<unknown>;
};

/** A line that says nothing for longer than the server waits for a node is none. */
const ANSWER_TIMEOUT_MS = 3_000;
/** A page that stopped reading keeps no line open. */
const IDLE_MS = 30_000;
/** A proxy that lets no WebSocket through will not in a second either. */
const REST_MS = 60_000;

/**
 * The line to the server that reads go on while a page reads often (contract/rpc-socket.ts). It opens by itself at the first question, which it
 * leaves to HTTP, as it does with every question when it cannot answer it.
 *
 * @param origin of the wallet's server, e.g. `https://wallet.example`.
 */
export function createReadLine(origin: string): ReadLine {
  let socket: WebSocket | null = null;
  let restsUntilMs = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const waiting = new Map<number, (answer: unknown) => void>();

  function close(): void {
    const closing = socket;
    socket = null;
    clearTimeout(idle);
    closing?.close();
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  }

  /** Nothing is asked just now. */
  function rest(): void {
    clearTimeout(idle);
    idle = setTimeout(close, IDLE_MS);
  }

  function open(): void {
    const address = new URL(RPC_SOCKET_PATH, origin);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const opening = new WebSocket(address);
    let isOpen = false;
    opening.onopen = () => {
      isOpen = true;
      rest();
    };
    opening.onmessage = ({ data }) => {
      try {
        const answer = JSON.parse(data) as { readonly id: number; readonly status?: number };
        waiting.get(answer.id)?.(answer.status === undefined ? answer : undefined);
      } catch {
        opening.close();
      }
    };
    opening.onclose = () => {
      if (!isOpen) restsUntilMs = performance.now() + REST_MS;
      if (socket === opening) close();
    };
    socket = opening;
  }

  // A page with an open line is not kept for the way back (bfcache); without a network there is none.
  addEventListener('pagehide', close);
  addEventListener('offline', close);

  return {
    async ask(chainId, question) {
      if (socket === null && performance.now() >= restsUntilMs) open();
      if (socket?.readyState !== WebSocket.OPEN) return undefined;
      clearTimeout(idle);
      const line = socket;
      const late = setTimeout(close, ANSWER_TIMEOUT_MS);
      const answer = await new Promise((resolve) => {
        waiting.set(question.id, resolve);
        line.send(JSON.stringify({ ...question, chainId }));
      });
      clearTimeout(late);
      waiting.delete(question.id);
      if (socket === line && waiting.size === 0) rest();
      return answer;
    },
  };
}
