import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAskerAllowed, isOriginAllowed } from './origins.ts';
import { createRegistry, demoApp } from './registry.ts';

const demo = demoApp({ issuer: 'http://localhost:4200', clientId: 'alcove-widget', chainIds: [31337] });
const shop = {
  ...demo,
  appId: 'shop',
  development: false,
  allowedOrigins: ['https://shop.example'],
  providers: [{ providerId: 'p', name: 'P', issuer: 'https://login.example', clientId: 'c', scope: 'openid' }],
};

describe('app registry', () => {
  it('behavior: apps and their providers are found by their own ids only', async () => {
    const registry = createRegistry([demo, shop]);
    assert.equal((await registry.find('shop'))?.name, 'Demo shop');
    assert.equal(await registry.find('__proto__'), null);
    assert.equal((await registry.findProvider('demo', 'demo'))?.clientId, 'alcove-widget');
    assert.equal(await registry.findProvider('shop', 'demo'), null);
    assert.equal(await registry.findProvider('nobody', 'demo'), null);
  });

  const wrong: readonly (readonly [string, object])[] = [
    ['allowedOrigins', { allowedOrigins: [] }],
    ['allowedOrigins', { allowedOrigins: Array.from({ length: 21 }, (_, index) => `https://s${index}.example`) }],
    ['allowedOrigins[0]', { allowedOrigins: ['http://shop.example'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['https://*.example'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['https://shop.example/'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['https://shop.example:443'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['https://shop.example; script-src *'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['*'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['null'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['http://localhost:*'] }],
    ['allowedOrigins[0]', { allowedOrigins: ['http://localhost:3000'] }],
    ['allowedOrigins[0]', { development: true, allowedOrigins: ['http://shop.example:*'] }],
    ['allowedOrigins[0]', { development: true, allowedOrigins: ['https://localhost:*'] }],
    ['appId', { appId: 'Shop!' }],
    ['appId', { appId: '' }],
    ['providers[0].issuer', { providers: [{ ...shop.providers[0], issuer: 'http://login.example' }] }],
    ['providers[0].issuer', { providers: [{ ...shop.providers[0], issuer: 'nowhere' }] }],
    ['providers', { providers: [shop.providers[0], shop.providers[0]] }],
    ['chainIds.0', { chainIds: [0] }],
    ['walletConnect.relayUrl', { walletConnect: { relayUrl: 'ws://relay.example', projectId: 'a'.repeat(32) } }],
    ['walletConnect.relayUrl', { walletConnect: { relayUrl: 'https://relay.example', projectId: 'a'.repeat(32) } }],
    ['walletConnect.relayUrl', { walletConnect: { relayUrl: 'wss://*.example', projectId: 'a'.repeat(32) } }],
    ['walletConnect.relayUrl', { walletConnect: { relayUrl: 'ws://localhost:4100/wc', projectId: 'a'.repeat(32) } }],
    ['walletConnect.relayUrl', { walletConnect: { relayUrl: 'wss://user@relay.example', projectId: 'a'.repeat(32) } }],
    ['walletConnect.projectId', { walletConnect: { relayUrl: 'wss://relay.example', projectId: 'mine' } }],
    ['walletConnect.projectId', { walletConnect: { relayUrl: 'wss://relay.example' } }],
  ];
  for (const [field, change] of wrong) {
    it(`error: ${field} of ${JSON.stringify(change).slice(0, 70)}`, () => {
      assert.throws(
        () => createRegistry([{ ...shop, ...change } as typeof shop]),
        (error) => error instanceof TypeError && error.message.includes(`[0].${field} `),
      );
    });
  }

  it('behavior: signatures are asked for by the app’s pages, and by WalletConnect sessions where it has a relay', () => {
    const session = `wc:${'ab'.repeat(32)}`;
    const walletConnect = { relayUrl: 'wss://relay.example', projectId: 'a'.repeat(32) };
    assert.deepEqual(
      [session, 'https://shop.example', 'https://evil.example', `${session}0`, `https://${session}`].map((asker) =>
        isAskerAllowed({ ...shop, walletConnect }, asker),
      ),
      [true, true, false, false, false],
    );
    const { walletConnect: _relay, ...without } = shop;
    assert.equal(isAskerAllowed(without, session), false);
    assert.doesNotThrow(() => createRegistry([{ ...shop, walletConnect }]));
  });

  it('error: one id twice', () => {
    assert.throws(() => createRegistry([shop, shop]), /registered twice/);
  });

  const origins: readonly (readonly [readonly string[], string, boolean])[] = [
    [['https://shop.example'], 'https://shop.example', true],
    [['https://shop.example'], 'https://shop.example:8443', false],
    [['https://shop.example'], 'https://shop.example.evil.example', false],
    [['https://shop.example'], 'https://evil.shop.example', false],
    [['https://shop.example'], 'http://shop.example', false],
    [['https://shop.example'], 'HTTPS://SHOP.EXAMPLE', false],
    [['https://shop.example'], 'https://shop.example/', false],
    [['http://localhost:*'], 'http://localhost:3000', true],
    [['http://localhost:*'], 'http://localhost', true],
    [['http://localhost:*'], 'https://localhost:3000', false],
    [['http://localhost:*'], 'http://127.0.0.1:3000', false],
    [['http://localhost:*'], 'http://localhost.evil.example:3000', false],
    [['http://localhost:*'], 'http://localhost:*', false],
    [['http://127.0.0.1:*'], 'http://127.0.0.1:5', true],
    [['http://127.0.0.1:*'], 'null', false],
    [['http://127.0.0.1:*'], '', false],
  ];
  for (const [allowedOrigins, origin, allowed] of origins) {
    it(`param: ${origin || '(empty)'} for ${allowedOrigins} is ${allowed ? 'allowed' : 'refused'}`, () => {
      assert.equal(isOriginAllowed({ allowedOrigins: [...allowedOrigins] }, origin), allowed);
    });
  }
});
