import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { describe, it } from 'node:test';
import { readApiSettings } from './api-settings.ts';
import { clientAddress } from './client-address.ts';

const complete = {
  DATABASE_URL: 'postgres://alcove:secret@db.example/alcove',
  ALCOVE_WALLET_ORIGIN: 'https://wallet.example',
  ALCOVE_TOKEN_SECRET_FILE: '/run/secrets/alcove',
  ALCOVE_ENCLAVES: 'unix:/run/alcove/enclave.sock, unix:/run/alcove/enclave-2.sock',
};

describe('settings of one of many servers', () => {
  it('behavior: four are needed, the others have defaults', () => {
    const settings = readApiSettings(complete);
    assert.deepEqual(settings.enclaves, ['unix:/run/alcove/enclave.sock', 'unix:/run/alcove/enclave-2.sock']);
    assert.deepEqual([settings.host, settings.port, settings.drainMs, settings.faucetNode, settings.allowPrivateWebhooks], ['localhost', 4100, 0, null, false]);
  });

  it('error: each one that is missing has a line of its own', () => {
    assert.throws(
      () => readApiSettings({}),
      (error) =>
        error instanceof Error &&
        Object.keys(complete).every((name) => error.message.split('\n').filter((line) => line.startsWith(`${name} is missing: `)).length === 1),
    );
  });

  it('behavior: nobody is an operator but whom the configuration names, and then their issuer is needed', () => {
    assert.equal(readApiSettings(complete).operators, null);
    const ALCOVE_OPERATORS = 'email=ada@example.com, groups=wallet operators';
    assert.throws(() => readApiSettings({ ...complete, ALCOVE_OPERATORS }), /^StackError: ALCOVE_ADMIN_ISSUER is missing/);
    assert.deepEqual(readApiSettings({ ...complete, ALCOVE_OPERATORS, ALCOVE_ADMIN_ISSUER: 'https://login.example' }).operators, {
      issuer: 'https://login.example',
      clientId: 'alcove-admin',
      rules: [
        { claim: 'email', value: 'ada@example.com' },
        { claim: 'groups', value: 'wallet operators' },
      ],
    });
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['DATABASE_URL', 'mysql://alcove:secret@db.example'],
    ['ALCOVE_WALLET_ORIGIN', 'https://wallet.example/'],
    ['ALCOVE_WALLET_ORIGIN', 'wallet.example'],
    ['ALCOVE_ENCLAVES', '/run/alcove/enclave.sock'],
    ['ALCOVE_ENCLAVES', 'unix:/a,unix:/a'],
    ['ALCOVE_ENCLAVES', 'unix:/a,'],
    ['ALCOVE_HOST', 'everywhere'],
    ['ALCOVE_PORT', '70000'],
    ['ALCOVE_PORT', '-1'],
    ['ALCOVE_DRAIN_MS', '1e9'],
    ['ALCOVE_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['ALCOVE_TRUSTED_PROXIES', 'proxy.example'],
    ['ALCOVE_FAUCET_NODE', 'node'],
    ['ALCOVE_OPERATORS', 'ada@example.com'],
    ['ALCOVE_OPERATORS', 'sub=ada,'],
    ['ALCOVE_OPERATORS', 'name=Ada'],
    ['ALCOVE_ADMIN_ISSUER', 'http://login.example'],
  ];
  for (const [name, value] of wrong) {
    it(`error: ${name}=${value}`, () => {
      assert.throws(
        () => readApiSettings({ ...complete, [name]: value }),
        (error) => error instanceof Error && error.message.startsWith(`${name} must be `) && !error.message.includes('secret'),
      );
    });
  }
});

describe('the address a client is counted by', () => {
  const proxies = new BlockList();
  proxies.addSubnet('10.0.0.0', 8, 'ipv4');
  const cases: readonly (readonly [peer: string, forwarded: string | undefined, address: string])[] = [
    ['203.0.113.9', undefined, '203.0.113.9'],
    ['203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', 'unknown', '10.0.0.1'],
    ['10.0.0.1', '2001:db8::1', '2001:db8::1'],
  ];
  for (const [peer, forwarded, address] of cases) {
    it(`param: from ${peer} with ${forwarded ?? 'nothing'} it is ${address}`, () => assert.equal(clientAddress(peer, forwarded, proxies), address));
  }
});
