import { randomUUID } from 'node:crypto';
import autocannon, { type Client, type Request } from 'autocannon';
import { toHex } from 'viem';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { encodeIntent, type TransactionIntent } from '../../widget/src/contract/intent.ts';
import { type ApiWallet, openApiWallet } from '../support/api-wallet.ts';
import { startStack } from '../support/stack.ts';
import { median, ratioRow, report } from './rows.ts';

/*
 * `node test/bench/signatures-over-http.ts [--json FILE]`: transactions signed with grants over HTTP, stored before they are answered,
 * beside anvil's `eth_signTransaction` over HTTP, which checks and stores nothing; both by autocannon, on as many connections. Sealing
 * the calls is the people's work and is done beforehand. Rounds of both alternate.
 */

const PEOPLE = 16;
/** What one grant is good for. */
const SIGNATURES = 20;
const ROUNDS = 5;
const PIN = '274913';
const RECIPIENT = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
/** The first account of anvil's well-known mnemonic. */
const ANVIL_ACCOUNT = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

type Person = ApiWallet & { readonly account: `0x${string}` };

const stack = await startStack();

async function createPerson(index: number): Promise<Person> {
  const wallet = await openApiWallet(stack.origins, `signer-${index}@example.com`);
  const { client } = wallet;
  const created = await client.call('wallet_create', { pin: pinField(PIN) }, null);
  if (!created.body.ok) throw new Error('no wallet was made');
  const { address, proof } = created.body.result as unknown as { readonly address: Uint8Array; readonly proof: { readonly payload: Uint8Array<ArrayBuffer> } };
  const activated = await client.call('wallet_activate', { resultHash: new Uint8Array(await crypto.subtle.digest('SHA-256', proof.payload)) }, null);
  if (!activated.body.ok) throw new Error('the wallet was not activated');
  return { ...wallet, account: toHex(address) };
}

function payment(account: `0x${string}`, nonce: number): TransactionIntent {
  return {
    kind: 'transaction',
    appId: 'demo',
    origin: stack.origins.host,
    requestId: randomUUID(),
    expiresAtSeconds: Math.floor(Date.now() / 1_000) + 110,
    account,
    accountIndex: 0,
    display: `0x${'11'.repeat(32)}`,
    chainId: 31337,
    nonce,
    to: RECIPIENT,
    valueWei: 1n,
    data: '0x',
    gasLimit: 21_000n,
    maxFeePerGasWei: 2_000_000_000n,
    maxPriorityFeePerGasWei: 1_000_000_000n,
  };
}

/** A person's next twenty calls, ready to be sent. */
async function prepareCalls({ client, account, prepare }: Person, firstNonce: number): Promise<Request[]> {
  const limits = { ttlSeconds: 300, maxSignatures: SIGNATURES, valueCapWei: (10n ** 18n).toString() };
  const unlocked = await client.call('unlock', { pin: pinField(PIN), ...limits }, null);
  if (!unlocked.body.ok) throw new Error('the wallet did not unlock');
  const grantId = unlocked.body.result.grantId as Uint8Array;
  const calls: Request[] = [];
  for (let index = 0; index < SIGNATURES; index++) {
    const { request } = await client.seal('sign_intent', { grantId }, encodeIntent(payment(account, firstNonce + index)));
    calls.push((await prepare('POST', '/v1/enclave/call', request)) as Request);
  }
  return calls;
}

/** Requests a second. @throws Error where one was refused. */
async function load(url: string, requests: readonly Request[][]): Promise<number> {
  let next = 0;
  const amount = requests.reduce((sum, own) => sum + own.length, 0);
  const setupClient = (client: Client) => client.setRequests(requests[next++] as Request[]);
  const began = performance.now();
  const result = await autocannon({ url, connections: requests.length, amount, setupClient });
  const seconds = (performance.now() - began) / 1_000;
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} refused: ${JSON.stringify(result.statusCodeStats)}, ${result.errors} failed`);
  return amount / seconds;
}

try {
  const people: Person[] = [];
  for (let index = 0; index < PEOPLE; index++) people.push(await createPerson(index));
  const transaction = {
    from: ANVIL_ACCOUNT,
    to: RECIPIENT,
    value: '0x1',
    gas: '0x5208',
    maxFeePerGas: '0x77359400',
    maxPriorityFeePerGas: '0x3b9aca00',
    nonce: '0x0',
  };
  const ask = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_signTransaction', params: [transaction] });
  const reference: Request = { method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body: ask };

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const calls: Request[][] = [];
    for (const person of people) calls.push(await prepareCalls(person, round * SIGNATURES));
    const perSecond = await load(stack.origins.wallet, calls);
    const referencePerSecond = await load(
      stack.origins.node,
      people.map(() => Array.from({ length: 250 }, () => reference)),
    );
    // The first round warms both up.
    if (round === 0) continue;
    ours.push(perSecond);
    theirs.push(referencePerSecond);
  }
  report([
    ratioRow('signatures per second with a grant over HTTP ÷ anvil’s eth_signTransaction over HTTP', median(ours), '/s', median(theirs), 0.25, 'at least'),
  ]);
} finally {
  await stack.stop();
}
