import autocannon, { type Client, type Request } from 'autocannon';

/* The load tool, the same for what is measured and for what it is compared with. */

/** The first account of anvil's well-known mnemonic. */
const ANVIL_ACCOUNT = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const REFERENCE_CALLS = 250;

/** Sends each list over a connection of its own. @returns requests a second. @throws Error where one was refused. */
export async function load(url: string | string[], requests: readonly Request[][]): Promise<number> {
  let next = 0;
  let lastMs = 0;
  const amount = requests.reduce((sum, own) => sum + own.length, 0);
  const setupClient = (client: Client): void => {
    client.setRequests(requests[next++] as Request[]);
    client.on('response', () => {
      lastMs = performance.now();
    });
  };
  const began = performance.now();
  // Its types know one address only; its manual knows lists.
  const result = await autocannon({ url: url as string, connections: requests.length, amount, setupClient });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} refused: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} failed`);
  // Not until it resolves: it looks once a second whether all of them were answered.
  return (amount / (lastMs - began)) * 1_000;
}

/** Anvil's `eth_signTransaction`, which checks and stores nothing. @returns requests a second. */
export function loadAnvil(node: string, connections: number): Promise<number> {
  const transaction = {
    from: ANVIL_ACCOUNT,
    to: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
    value: '0x1',
    gas: '0x5208',
    maxFeePerGas: '0x77359400',
    maxPriorityFeePerGas: '0x3b9aca00',
    nonce: '0x0',
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_signTransaction', params: [transaction] });
  const request: Request = { method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body };
  return load(
    node,
    Array.from({ length: connections }, () => Array.from({ length: REFERENCE_CALLS }, () => request)),
  );
}
