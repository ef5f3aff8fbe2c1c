import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { describe, it } from 'node:test';
import { createPost } from './post.ts';
import { isPublicAddress, parseTarget } from './target.ts';

const strict = { allowPrivate: false };

describe('webhook targets', () => {
  for (const address of ['93.184.215.14', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::64']) {
    it(`behavior: ${address} is public`, () => assert.equal(isPublicAddress(address), true));
  }
  const privateAddresses = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.168.0.1', '198.19.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::a00:1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'ff02::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '2001::1',
    ],
    ...['', 'localhost', '127.1'],
  ];
  for (const address of privateAddresses) {
    it(`error: ${address === '' ? 'nothing' : address} is not`, () => assert.equal(isPublicAddress(address), false));
  }

  const refused = [
    ...['http://shop.example/h', 'ftp://shop.example', 'javascript:alert(1)', '/h', '', 'https://u:p@shop.example/', 'https://shop.example/#x'],
    ...[
      'https://localhost/',
      'https://metadata/',
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
    ],
    ...['https://169.254.169.254/latest/meta-data', `https://shop.example/${'x'.repeat(2_048)}`],
  ];
  for (const url of refused) {
    it(`error: ${url.slice(0, 60) || 'nothing'}`, () => assert.throws(() => parseTarget(url, strict), { name: 'WebhookError', field: 'url' }));
  }

  it('behavior: public https, and with leave also what is near', () => {
    assert.equal(parseTarget('https://shop.example:8443/h?x=1', strict).href, 'https://shop.example:8443/h?x=1');
    assert.equal(parseTarget('http://127.0.0.1:5000/h', { allowPrivate: true }).port, '5000');
  });

  it('error: a public name that leads to a private address is not connected to, nor one that has both', async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end());
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const addresses of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], []]) {
      const lookup: LookupFunction = (_name, _options, callback) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      const post = createPost({ allowPrivate: false, lookup });
      await assert.rejects(post({ url: `https://hooks.example:${port}/`, headers: {}, body: '{}', timeoutMs: 5_000 }), { name: 'WebhookError', field: 'url' });
    }
    assert.equal(connections, 0);
    await new Promise((resolve) => server.close(resolve));
  });

  it('error: a redirect is an answer and is not followed; silence ends', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked++;
      if (request.url === '/silence') return;
      response.writeHead(307, { location: '/elsewhere' }).end('x'.repeat(100_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const post = createPost({ allowPrivate: true });
    assert.equal(await post({ url, headers: {}, body: '{}', timeoutMs: 5_000 }), 307);
    assert.equal(asked, 1);
    await assert.rejects(post({ url: `${url}/silence`, headers: {}, body: '{}', timeoutMs: 50 }), { name: 'AbortError' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
