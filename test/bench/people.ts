import { randomUUID } from 'node:crypto';
import type { Request } from 'autocannon';
import { toHex } from 'viem';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { encodeIntent } from '../../widget/src/contract/intent.ts';
import { type ApiWallet, openApiWallet } from '../support/api-wallet.ts';
import { createBrowserFetch } from '../support/browser-fetch.ts';
import { issuerOf, signIdToken } from '../support/issuer.ts';
import type { Stack } from '../support/stack.ts';

/* People of a running stack who have logged in, each at an address of their own: what they send, ready to be sent. */

/** What one grant is good for. */
export const GRANT_SIGNATURES = 20;
const GRANT_SECONDS = 300;
export const PIN = '274913';
const RECIPIENT = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';

export type Visitor = ApiWallet & { readonly stack: Pick<Stack, 'origins' | 'dataDir'>; readonly fetch: typeof fetch };
export type Person = Visitor & { readonly account: `0x${string}` };

/** Logs person number `index` in, who has no wallet yet. */
export async function openVisitor(stack: Visitor['stack'], index: number): Promise<Visitor> {
  const ownFetch = createBrowserFetch(index);
  const login = (nonce: string) => signIdToken(issuerOf(stack), randomUUID(), nonce);
  return { ...(await openApiWallet(stack.origins, '', { fetch: ownFetch, login })), stack, fetch: ownFetch };
}

/** Everything until the wallet can sign. @throws Error where the enclave refuses. */
export async function createWallet(visitor: Visitor): Promise<Person> {
  const { client } = visitor;
  const created = await client.call('wallet_create', { pin: pinField(PIN) }, null);
  if (!created.body.ok) throw new Error('no wallet was made');
  const { address, proof } = created.body.result as unknown as { readonly address: Uint8Array; readonly proof: { readonly payload: Uint8Array<ArrayBuffer> } };
  const activated = await client.call('wallet_activate', { resultHash: new Uint8Array(await crypto.subtle.digest('SHA-256', proof.payload)) }, null);
  if (!activated.body.ok) throw new Error('the wallet was not activated');
  return { ...visitor, account: toHex(address) };
}

/** People with wallets. @param first number of the first one. */
export async function createPeople(stack: Visitor['stack'], count: number, first = 0): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index++) people.push(await createWallet(await openVisitor(stack, first + index)));
  return people;
}

async function prepareCall(person: Visitor, request: object): Promise<Request> {
  return (await person.prepare('POST', '/v1/enclave/call', request)) as Request;
}

const unlockFields = { pin: pinField(PIN), ttlSeconds: GRANT_SECONDS, maxSignatures: GRANT_SIGNATURES, valueCapWei: (10n ** 18n).toString() };

/** A PIN operation, ready to be sent: it gives a grant. */
export async function prepareUnlock(person: Person): Promise<SealedUnlock> {
  await person.stayLoggedIn();
  const sealed = await person.client.seal('unlock', unlockFields);
  return { sealed, call: await prepareCall(person, sealed.request) };
}
type SealedUnlock = { readonly sealed: Awaited<ReturnType<Person['client']['seal']>>; readonly call: Request };

/** Sends it. @returns the grant's id, and how long the answer took. @throws Error where the PIN is refused. */
export async function unlockedBy(person: Person, { sealed, call }: SealedUnlock): Promise<{ readonly grantId: Uint8Array; readonly elapsedMs: number }> {
  const { elapsedMs, body } = await send(person, call);
  const { reply } = JSON.parse(body) as { readonly reply: string };
  const opened = await person.client.openReply(sealed, new Uint8Array(Buffer.from(reply, 'base64url')));
  if (!opened.ok) throw new Error(`the wallet did not unlock: ${opened.error.code}`);
  return { grantId: opened.result.grantId as Uint8Array, elapsedMs };
}

export async function unlock(person: Person): Promise<Uint8Array> {
  return (await unlockedBy(person, await prepareUnlock(person))).grantId;
}

/** A payment to be signed with a grant, ready to be sent. */
export async function preparePayment(person: Person, grantId: Uint8Array, nonce: number): Promise<Request> {
  const intent = encodeIntent({
    kind: 'transaction',
    appId: 'demo',
    origin: person.stack.origins.host,
    requestId: randomUUID(),
    expiresAtSeconds: Math.floor(Date.now() / 1_000) + 110,
    account: person.account,
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
  });
  return prepareCall(person, (await person.client.seal('sign_intent', { grantId }, intent)).request);
}

/** A person's next twenty payments. */
export async function preparePayments(person: Person, firstNonce: number): Promise<Request[]> {
  const grantId = await unlock(person);
  const calls: Request[] = [];
  for (let index = 0; index < GRANT_SIGNATURES; index++) calls.push(await preparePayment(person, grantId, firstNonce + index));
  return calls;
}

/** Sends what was prepared. @returns the answer, and milliseconds until the whole of it was there. @throws Error where it was refused. */
async function send(person: Visitor, { method, path, headers, body }: Request): Promise<{ readonly elapsedMs: number; readonly body: string }> {
  const init = { method: String(method), headers: headers as HeadersInit, body: String(body) };
  const beganMs = performance.now();
  const answer = await person.fetch(`${person.stack.origins.wallet}${path}`, init);
  const elapsedMs = performance.now() - beganMs;
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${text}`);
  return { elapsedMs, body: text };
}

/** Milliseconds until the whole answer was there. @throws Error where it was refused. */
export async function timeRequest(person: Visitor, call: Request): Promise<number> {
  return (await send(person, call)).elapsedMs;
}
