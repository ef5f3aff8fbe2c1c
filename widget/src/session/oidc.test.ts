import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { concatBytes } from '../contract/dcbor.ts';
import { fromBase64url, sha256, toBase64url, utf8 } from '../crypto/bytes.ts';
import { prepareLogin } from './oidc.ts';
import { redirectUri } from './testing/fake-popup.ts';
import { type FakeProvider, fakeProvider, idTokenFor, provider } from './testing/fake-provider.ts';

const thumbprint = new Uint8Array(32).fill(7);
const prepare = () => prepareLogin(provider, thumbprint, redirectUri);

let idp: FakeProvider;
beforeEach(() => {
  idp = fakeProvider();
});
afterEach(() => idp.restore());

async function refusal(promise: Promise<unknown>): Promise<readonly [code: number, reason: string | undefined]> {
  return promise.then(
    () => expect.fail('nothing was refused'),
    ({ code, data }: WalletError) => [code, data?.reason] as const,
  );
}

/** A prepared login and the address the provider would send the person back to. */
async function begun() {
  const login = await prepare();
  const asked = idp.signIn(login.url);
  const state = asked.get('state') ?? '';
  return { login, asked, state, back: (query: string) => `${redirectUri}?state=${state}&${query}` };
}

describe('prepareLogin', () => {
  it('asks for a code for this client, by PKCE S256, back to the wallet’s own callback', async () => {
    const { asked } = await begun();
    expect(Object.fromEntries(asked)).to.include({
      client_id: 'alcove',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid email',
      code_challenge_method: 'S256',
      display: 'popup',
    });
    expect(asked.get('state')).to.have.length.greaterThan(21);
    expect(fromBase64url(asked.get('code_challenge') ?? '', 'challenge').length).to.equal(32);
  });

  it('proves with the exchange that it knows the challenge’s verifier', async () => {
    const { login, asked, back } = await begun();
    await login.finish(back('code=abc'));
    const [exchange] = idp.exchanges;
    const verifier = exchange?.get('code_verifier') ?? '';
    expect(verifier).to.have.length.within(43, 128);
    expect(toBase64url(await sha256(utf8(verifier)))).to.equal(asked.get('code_challenge'));
    expect(Object.fromEntries(exchange ?? [])).to.include({ grant_type: 'authorization_code', code: 'abc', redirect_uri: redirectUri, client_id: 'alcove' });
  });

  it('binds the nonce to the session key and to 32 random bytes', async () => {
    const { login, asked, back } = await begun();
    const { nonceRandom, providerId, idToken } = await login.finish(back('code=abc'));
    const random = fromBase64url(nonceRandom, 'random');
    expect([random.length, providerId]).to.deep.equal([32, 'demo']);
    expect(asked.get('nonce')).to.equal(toBase64url(await sha256(concatBytes(utf8('alcove/oidc/v1'), thumbprint, random))));
    expect(idToken.split('.')).to.have.length(3);
  });

  it('repeats nothing from one login to the next', async () => {
    const logins = [await begun(), await begun()];
    for (const name of ['state', 'nonce', 'code_challenge']) expect(new Set(logins.map(({ asked }) => asked.get(name))).size, name).to.equal(2);
  });

  it('says that the provider cannot be reached', async () => {
    for (const answer of [() => Promise.reject(new TypeError('Failed to fetch')), () => new Response('down', { status: 503 })]) {
      idp.on('/.well-known/openid-configuration', answer);
      expect(await refusal(prepare())).to.deep.equal([-32083, 'provider_unavailable']);
    }
  });

  it('sends the provider no cookie of its own', async () => {
    const { login, back } = await begun();
    await login.finish(back('code=abc'));
    expect(idp.requests.map(({ credentials }) => credentials)).to.deep.equal(['omit', 'omit']);
  });

  it('leaves nothing in web storage', async () => {
    const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    const before = stored();
    const { login, back } = await begun();
    expect(stored()).to.equal(before);
    await login.finish(back('code=abc'));
    expect(stored()).to.equal(before);
  });
});

describe('what comes back', () => {
  it('is taken from the issuer that was asked', async () => {
    const { login, back } = await begun();
    expect((await login.finish(back(`code=abc&iss=${encodeURIComponent(provider.issuer)}`))).providerId).to.equal('demo');
  });

  const refused: readonly (readonly [name: string, query: (state: string) => string, expected: readonly [number, string]])[] = [
    ['another issuer’s answer', (state) => `state=${state}&code=abc&iss=https%3A%2F%2Fevil.test`, [4100, 'issuer_mismatch']],
    ['an issuer that only begins the same', (state) => `state=${state}&code=abc&iss=https%3A%2F%2Fissuer.test%2F`, [4100, 'issuer_mismatch']],
    ['an empty issuer', (state) => `state=${state}&code=abc&iss=`, [4100, 'issuer_mismatch']],
    ['another issuer’s refusal', (state) => `state=${state}&error=access_denied&iss=https%3A%2F%2Fevil.test`, [4100, 'issuer_mismatch']],
    ['another state', (state) => `state=${state.slice(1)}x&code=abc`, [4100, 'invalid_id_token']],
    ['no state', () => 'code=abc', [4100, 'invalid_id_token']],
    ['a refusal with another state', () => 'state=other&error=access_denied', [4100, 'invalid_id_token']],
    ['a state from the prototype', () => 'state=__proto__&code=abc', [4100, 'invalid_id_token']],
    ['no code', (state) => `state=${state}`, [4100, 'invalid_id_token']],
    ['the person’s no', (state) => `state=${state}&error=access_denied`, [4001, 'access_denied']],
    ['the provider’s no', (state) => `state=${state}&error=invalid_scope`, [4100, 'provider_refused']],
  ];
  for (const [name, query, expected] of refused) {
    it(`is refused, and no code is redeemed: ${name}`, async () => {
      const { login, state } = await begun();
      expect(await refusal(login.finish(`${redirectUri}?${query(state)}`))).to.deep.equal(expected);
      expect(idp.exchanges).to.deep.equal([]);
    });
  }

  it('is refused for a login other than the one it was asked by', async () => {
    const [first, second] = [await begun(), await begun()];
    expect(await refusal(first.login.finish(second.back('code=abc')))).to.deep.equal([4100, 'invalid_id_token']);
    expect(idp.exchanges).to.deep.equal([]);
  });

  it('works once', async () => {
    const { login, back } = await begun();
    await login.finish(back('code=abc'));
    expect(await refusal(login.finish(back('code=abc')))).to.deep.equal([4100, 'invalid_id_token']);
    expect(idp.exchanges.length).to.equal(1);
  });

  const claims = { iss: provider.issuer, sub: 'alice', aud: provider.clientId };
  const tokens: readonly (readonly [name: string, answer: () => Response | Promise<Response>, expected: readonly [number, string]])[] = [
    ['an ID token for another nonce', () => Response.json({ access_token: 'a', id_token: idTokenFor({ ...claims, nonce: 'x' }) }), [4100, 'invalid_id_token']],
    ['an ID token for no nonce', () => Response.json({ access_token: 'a', id_token: idTokenFor(claims) }), [4100, 'invalid_id_token']],
    ['an ID token for nobody', () => Response.json({ access_token: 'a', id_token: idTokenFor({ iss: provider.issuer }) }), [4100, 'invalid_id_token']],
    ['something that is no token', () => Response.json({ access_token: 'a', id_token: 'x' }), [4100, 'invalid_id_token']],
    ['an answer without an ID token', () => Response.json({ access_token: 'a' }), [4100, 'invalid_id_token']],
    ['a code that is refused', () => Response.json({ error: 'invalid_grant' }, { status: 400 }), [4100, 'provider_refused']],
    ['a provider out of reach', () => Promise.reject(new TypeError('Failed to fetch')), [-32083, 'provider_unavailable']],
    ['a provider that takes too long', () => Promise.reject(new DOMException('aborted', 'AbortError')), [-32083, 'provider_unavailable']],
  ];
  for (const [name, answer, expected] of tokens) {
    it(`opens nothing with ${name}`, async () => {
      const { login, back } = await begun();
      idp.on('/token', answer);
      expect(await refusal(login.finish(back('code=abc')))).to.deep.equal(expected);
    });
  }
});
