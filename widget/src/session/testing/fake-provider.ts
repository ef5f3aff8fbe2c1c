import type { Provider } from '../../contract/api.ts';
import { toBase64url, utf8 } from '../../crypto/bytes.ts';

export const provider: Provider = { providerId: 'demo', name: 'Demo login', issuer: 'https://issuer.test', clientId: 'alcove', scope: 'openid email' };

/** An OpenID provider behind the page's `fetch`. */
export type FakeProvider = {
  /** What was asked of it, in order. */
  readonly requests: Request[];
  /** Bodies of the token requests. */
  readonly exchanges: URLSearchParams[];
  /** Takes the place of the answer to one path; a promise holds it back. */
  on(path: '/.well-known/openid-configuration' | '/token', answer: () => Response | Promise<Response>): void;
  /** Says for which nonce the ID token is made out. */
  signIn(authorizationUrl: string): URLSearchParams;
  /** The nonce of the last `signIn`. */
  nonce(): string;
  /** The configuration it has when nothing took its place. */
  configuration(): Response;
  restore(): void;
};

export const idTokenFor = (claims: object): string =>
  [{ alg: 'RS256' }, claims]
    .map((part) => toBase64url(utf8(JSON.stringify(part))))
    .join('.')
    .concat('.c2ln');

export function fakeProvider(): FakeProvider {
  const { fetch } = window;
  const requests: Request[] = [];
  const exchanges: URLSearchParams[] = [];
  let nonce = '';
  const configuration = () =>
    Response.json({ issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/authorize`, token_endpoint: `${provider.issuer}/token` });
  const answers = new Map<string, () => Response | Promise<Response>>([
    ['/.well-known/openid-configuration', configuration],
    [
      '/token',
      () => {
        const claims = { iss: provider.issuer, sub: 'alice', aud: provider.clientId, exp: 4_000_000_000, iat: 1_700_000_000, nonce };
        return Response.json({ access_token: 'access', token_type: 'Bearer', id_token: idTokenFor(claims) });
      },
    ],
  ]);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname } = new URL(request.url);
    if (origin !== provider.issuer) return fetch(input, init);
    requests.push(request);
    if (pathname === '/token') exchanges.push(new URLSearchParams(await request.clone().text()));
    return answers.get(pathname)?.() ?? new Response(null, { status: 404 });
  };
  return {
    requests,
    exchanges,
    on: (path, answer) => void answers.set(path, answer),
    signIn(authorizationUrl) {
      const parameters = new URL(authorizationUrl).searchParams;
      nonce = parameters.get('nonce') ?? '';
      return parameters;
    },
    nonce: () => nonce,
    configuration,
    restore: () => Object.assign(window, { fetch }),
  };
}
