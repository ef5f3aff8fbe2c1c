import { base64url, calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import { oidcNoncePreimage } from '../../../../widget/src/contract/sealed.ts';

export type ProofChange = { readonly header?: Record<string, unknown>; readonly claims?: Record<string, unknown>; readonly key?: CryptoKey | Uint8Array };
export type Call = {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly idempotencyKey?: string;
  readonly proof?: ProofChange | string | null;
  readonly cookie?: string | null;
  /** Ends when the page is closed. */
  readonly signal?: AbortSignal;
};

type App = (request: Request) => Promise<Response>;

/** A browser's side of the API: a session key, proofs, a cookie. Written for itself, so that it can also misbehave. */
export class TestClient {
  readonly app: App;
  readonly origin: string;
  readonly nowMs: () => number;
  keys!: CryptoKeyPair;
  publicJwk!: Record<string, unknown>;
  thumbprint!: string;
  nonce: string | null = null;
  accessToken: string | null = null;
  cookie: string | null = null;
  certificate = '';
  readonly nonceRandom = crypto.getRandomValues(new Uint8Array(32));

  private constructor(app: App, origin: string, nowMs: () => number) {
    this.app = app;
    this.origin = origin;
    this.nowMs = nowMs;
  }

  static async create(app: App, origin: string, nowMs: () => number): Promise<TestClient> {
    const client = new TestClient(app, origin, nowMs);
    client.keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const { kty, crv, x, y } = await exportJWK(client.keys.publicKey);
    client.publicJwk = { kty, crv, x, y };
    client.thumbprint = await calculateJwkThumbprint(client.publicJwk);
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    return client;
  }

  async oidcNonce(): Promise<string> {
    const preimage = oidcNoncePreimage(base64url.decode(this.thumbprint), this.nonceRandom);
    return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', preimage)));
  }

  async proof(method: string, path: string, { header, claims, key }: ProofChange = {}): Promise<string> {
    const token = this.accessToken;
    const ath = token === null ? {} : { ath: base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))) };
    const payload = {
      jti: crypto.randomUUID(),
      htm: method,
      htu: `${this.origin}${path.split('?')[0]}`,
      iat: Math.floor(this.nowMs() / 1000),
      ...(this.nonce === null ? {} : { nonce: this.nonce }),
      ...ath,
      ...claims,
    };
    const protectedHeader = { alg: 'ES256', typ: 'dpop+jwt', jwk: this.publicJwk, ...header };
    return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key ?? this.keys.privateKey);
  }

  /** One call as it is; the answer to `use_dpop_nonce` is left to the caller. */
  async call(method: string, path: string, { body, headers = {}, idempotencyKey, proof, cookie = this.cookie, signal }: Call = {}): Promise<Response> {
    const sent = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
    if (this.accessToken !== null) sent.set('authorization', `DPoP ${this.accessToken}`);
    if (this.nonce !== null && proof !== null) sent.set('dpop', typeof proof === 'string' ? proof : await this.proof(method, path, proof));
    if (idempotencyKey !== undefined) sent.set('idempotency-key', idempotencyKey);
    if (cookie !== null) sent.set('cookie', cookie);
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await this.app(new Request(`${this.origin}${path}`, { method, headers: sent, body: text, ...(signal === undefined ? {} : { signal }) }));
    const [setCookie] = (response.headers.get('set-cookie') ?? '').split(';');
    if (setCookie) this.cookie = setCookie;
    return response;
  }

  post(path: string, body: unknown, options: Call = {}): Promise<Response> {
    return this.call('POST', path, { idempotencyKey: crypto.randomUUID(), ...options, body });
  }

  /** Adopts the tokens of a session response. */
  async adopt(response: Response): Promise<void> {
    const grant = (await response.json()) as { access_token: string; session_certificate: string };
    this.accessToken = grant.access_token;
    this.certificate = grant.session_certificate;
  }
}
