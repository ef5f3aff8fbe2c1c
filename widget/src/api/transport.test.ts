import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import * as v from 'valibot';
import { problemCodes } from '../contract/api.ts';
import { fromBase64url, fromUtf8, sha256, toBase64url, utf8 } from '../crypto/bytes.ts';
import { ApiError, RpcError } from './api-error.ts';
import { createApiClient } from './client.ts';
import type { ProofKey } from './dpop.ts';
import { toWalletError } from './problem-to-wallet-error.ts';
import { createTransport, type TokenSource } from './transport.ts';

const origin = 'http://wallet.test';
const path = `${origin}/v1/thing`;
const worker = setupWorker();

async function proofKey(): Promise<{ readonly key: ProofKey; readonly publicKey: CryptoKey }> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  const sign = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new Uint8Array(bytes)));
  return { key: { publicJwk: { kty: 'EC', crv: 'P-256', x, y }, sign }, publicKey };
}

const read = (part: string | undefined) => JSON.parse(fromUtf8(fromBase64url(part ?? '', 'part'))) as Record<string, unknown>;
const proofOf = (request: Request) => read(request.headers.get('dpop')?.split('.')[1]);

function problem(code: string, status: number, extra: object = {}, headers: Record<string, string> = {}) {
  return HttpResponse.json(
    { type: 'about:blank', title: code, status, code, ...extra },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );
}

async function setup(tokens: TokenSource | null = null) {
  const { key, publicKey } = await proofKey();
  const send = createTransport({ origin, fetch: fetch.bind(globalThis), nowMs: () => 1_795_000_000_000, proofKey: () => key, tokens: () => tokens });
  return { send, publicKey };
}

const call = { method: 'POST', path: '/v1/thing', body: { a: 1 }, schema: v.object({ ok: v.boolean() }), authentication: 'none' } as const;
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: ApiError) => error,
  );

describe('createTransport', () => {
  before(async () => {
    await worker.start({ quiet: true });
  });
  afterEach(() => worker.resetHandlers());
  after(() => worker.stop());

  it('signs each request: method, address, time, token hash and the nonce of the server (RFC 9449)', async () => {
    const requests: Request[] = [];
    worker.use(
      http.post(path, ({ request }) => {
        requests.push(request.clone());
        return proofOf(request).nonce === 'n-1' ? HttpResponse.json({ ok: true }) : problem('use_dpop_nonce', 401, {}, { 'dpop-nonce': 'n-1' });
      }),
    );
    const { send, publicKey } = await setup({ accessToken: async () => 'token-1', renewedToken: async () => 'token-2' });
    expect(await send({ ...call, authentication: 'token' })).to.deep.equal({ ok: true });
    expect(requests.length).to.equal(2);
    const [header, claims, signature] = (requests[1]?.headers.get('dpop') ?? '').split('.');
    expect(read(header).typ).to.equal('dpop+jwt');
    expect(read(claims)).to.deep.include({ htm: 'POST', htu: path, iat: 1_795_000_000, nonce: 'n-1', ath: toBase64url(await sha256(utf8('token-1'))) });
    expect(read(claims).jti).to.not.equal(proofOf(requests[0] as Request).jti);
    const valid = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, publicKey, fromBase64url(signature ?? '', 's'), utf8(`${header}.${claims}`));
    expect(valid).to.equal(true);
    expect(requests[1]?.headers.get('authorization')).to.equal('DPoP token-1');
  });

  it('asks for the nonce once, and gives up the second time', async () => {
    let count = 0;
    worker.use(http.post(path, () => problem('use_dpop_nonce', 401, {}, { 'dpop-nonce': `n-${++count}` })));
    const { send } = await setup();
    expect((await failureOf(send({ ...call, authentication: 'proof' })))?.code).to.equal('use_dpop_nonce');
    expect(count).to.equal(2);
  });

  for (const code of ['session_expired', 'unauthorized']) {
    it(`renews a token that is refused with ${code}, once`, async () => {
      const used: (string | null)[] = [];
      worker.use(
        http.post(path, ({ request }) => {
          used.push(request.headers.get('authorization'));
          return used.length === 1 ? problem(code, 401) : HttpResponse.json({ ok: true });
        }),
      );
      const { send } = await setup({ accessToken: async () => 'old', renewedToken: async (token) => `after ${token}` });
      await send({ ...call, authentication: 'token' });
      expect(used).to.deep.equal(['DPoP old', 'DPoP after old']);
      worker.use(http.post(path, () => problem(code, 401)));
      expect((await failureOf(send({ ...call, authentication: 'token' })))?.code).to.equal(code);
    });
  }

  it('repeats the very same request when the network fails, and says so when it stays away', async () => {
    const keys: (string | null)[] = [];
    worker.use(
      http.post(path, async ({ request }) => {
        keys.push(`${request.headers.get('idempotency-key')} ${await request.text()}`);
        return keys.length < 3 ? HttpResponse.error() : HttpResponse.json({ ok: true });
      }),
    );
    const { send } = await setup();
    await send({ ...call, idempotencyKey: 'k' });
    expect(keys).to.deep.equal(['k {"a":1}', 'k {"a":1}', 'k {"a":1}']);
    worker.use(http.post(path, () => HttpResponse.error()));
    expect((await failureOf(send(call)))?.code).to.equal('network');
  });

  it('never repeats what the server has answered', async () => {
    let count = 0;
    worker.use(
      http.post(path, () => {
        count++;
        return problem('kms_unavailable', 503, { retryAfterMs: 1_500 });
      }),
    );
    const { send } = await setup();
    const failure = await failureOf(send(call));
    expect([failure?.code, failure?.retryAfterMs, count]).to.deep.equal(['kms_unavailable', 1_500, 1]);
  });

  it('has a deadline', async () => {
    worker.use(http.post(path, () => new Promise<Response>((resolve) => setTimeout(() => resolve(HttpResponse.json({ ok: true })), 900))));
    const { send } = await setup();
    expect((await failureOf(send({ ...call, timeoutMs: 120 })))?.code).to.equal('timeout');
  });

  const unreadable: readonly (readonly [string, () => Response, string])[] = [
    ['another shape', () => HttpResponse.json({ ok: 'yes' }), 'response_invalid'],
    ['no JSON', () => HttpResponse.text('<html>'), 'response_invalid'],
    ['a 502 of a proxy', () => HttpResponse.json({ error: 'bad gateway' }, { status: 502 }), 'network'],
    ['a 404 of a proxy', () => HttpResponse.json({}, { status: 404 }), 'response_invalid'],
    ['a problem with a code nobody knows', () => problem('surprise', 400), 'response_invalid'],
  ];
  for (const [name, respond, code] of unreadable) {
    it(`calls ${name} ${code}`, async () => {
      worker.use(http.post(path, respond));
      const { send } = await setup();
      expect((await failureOf(send(call)))?.code).to.equal(code);
    });
  }

  it('refuses a call that needs a session while there is none', async () => {
    const { send } = await setup(null);
    expect((await failureOf(send({ ...call, authentication: 'token' })))?.code).to.equal('unauthorized');
  });

  for (const code of problemCodes) {
    it(`turns the problem ${code} into an error a page can act on`, async () => {
      worker.use(http.get(`${origin}/v1/chains`, () => problem(code, code === 'use_dpop_nonce' ? 401 : 400, { field: 'body.a' })));
      const { key } = await proofKey();
      const api = createApiClient({ origin, fetch, nowMs: () => 0, proofKey: () => key, tokens: () => null });
      const error = toWalletError(await failureOf(api.chains()));
      expect(error?.data?.reason).to.equal(code);
      expect(error?.data?.field).to.equal('body.a');
      expect(error?.message).to.match(/^[A-Z].*\.$/);
    });
  }

  it('keeps the chain’s own words and its revert data apart from the server’s failures', async () => {
    worker.use(
      http.post(`${origin}/v1/rpc/1`, () =>
        HttpResponse.json({ jsonrpc: '2.0', id: 1, error: { code: 3, message: 'execution reverted', data: '0x08c379a0' } }),
      ),
    );
    const api = createApiClient({ origin, fetch, nowMs: () => 0, proofKey: () => null, tokens: () => null });
    const error = await api.rpc(1, 'eth_call', []).then(
      () => null,
      (cause: unknown) => cause,
    );
    expect(error).to.be.instanceOf(RpcError);
    expect(toWalletError(error)?.data).to.deep.equal({ reason: 'rpc_error', rpcCode: 3, revertData: '0x08c379a0' });
    expect(toWalletError(new Error('unexpected'))).to.equal(null);
    expect(toWalletError(new ApiError('transaction_rejected', { detail: 'nonce too low' }))?.message).to.contain('nonce too low');
  });
});
