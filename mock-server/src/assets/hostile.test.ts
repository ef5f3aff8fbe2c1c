import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { after, describe, it } from 'node:test';
import { imageKind } from './image-kind.ts';
import { createOutside } from './outside.ts';
import { plainLabel } from './plain-label.ts';
import { createResources, isPictureAddress } from './resources.ts';

const servers: ReturnType<typeof createServer>[] = [];
after(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

async function serve(listener: RequestListener) {
  let connections = 0;
  const server = createServer(listener);
  servers.push(server);
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, connections: () => connections };
}
const limits = { maxBytes: 1024 * 1024, timeoutMs: 3_000 };

describe('what strangers name, read from their servers', () => {
  const strict = createOutside({ allowPrivate: false });
  const near = createOutside({ allowPrivate: true });

  for (const url of [
    ...['http://shop.example/a.png', 'https://127.0.0.1/a', 'https://169.254.169.254/latest/meta-data/', 'https://[::1]/', 'https://2130706433/'],
    ...['https://localhost/', 'https://user:secret@shop.example/', 'file:///etc/passwd', 'ftp://shop.example', 'javascript:alert(1)', ''],
  ]) {
    it(`error: ${url || 'nothing'} is not asked`, () => assert.rejects(strict(url, limits), { name: 'WebhookError', field: 'url' }));
  }

  it('error: a public name that leads to this machine is not connected to', async () => {
    const { port, connections } = await serve((_request, response) => response.end());
    for (const addresses of [['127.0.0.1'], ['169.254.169.254'], ['93.184.215.14', '127.0.0.1']]) {
      const lookup: LookupFunction = (_name, _options, callback) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      await assert.rejects(createOutside({ allowPrivate: false, lookup })(`https://art.example:${port}/`, limits), { name: 'WebhookError' });
    }
    assert.equal(connections(), 0);
  });

  it('error: a redirect to another scheme, to credentials, in circles, or nowhere', async () => {
    let asked = 0;
    const { url } = await serve((request, response) => {
      asked++;
      const to = new URL(request.url ?? '', 'http://x').searchParams.get('to') ?? '/loop';
      response.writeHead(302, { location: to }).end();
    });
    for (const to of ['file:///etc/passwd', 'http://user:pw@shop.example/', 'http://', 'javascript:alert(1)']) {
      await assert.rejects(near(`${url}/?to=${encodeURIComponent(to)}`, limits));
    }
    asked = 0;
    await assert.rejects(near(`${url}/loop`, limits), /leads on and on/);
    assert.equal(asked, 4);
  });

  it('error: each address on the way is looked at: a redirect to this machine or the metadata service goes nowhere', async () => {
    const inner = await serve((_request, response) => response.end('secret'));
    const first = await serve((_request, response) => response.writeHead(302, { location: `https://127.0.0.1:${inner.port}/` }).end());
    const rules = { allowPrivate: true };
    let asked = 0;
    // The first hop may be near, as on a test's network; from then on the rules are those of the open internet.
    const options = {
      get allowPrivate() {
        return asked++ < 2 && rules.allowPrivate;
      },
    };
    await assert.rejects(createOutside(options)(`${first.url}/`, limits));
    assert.equal(inner.connections(), 0);
  });

  it('error: 200 MB, said or not, packed or slow, are not taken in', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/said') return void response.writeHead(200, { 'content-length': 200 * 1024 * 1024 }).write('x');
      if (request.url === '/packed') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      if (request.url === '/slow') return;
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    await assert.rejects(near(`${url}/said`, limits), /more than is read/);
    await assert.rejects(near(`${url}/unsaid`, limits), /more than is read/);
    await assert.rejects(near(`${url}/packed`, limits), /packed/);
    await assert.rejects(near(`${url}/slow`, { ...limits, timeoutMs: 100 }));
  });

  it('behavior: what is there comes, also by way of a redirect; nobody is told who asks', async () => {
    const seen: unknown[] = [];
    const { url } = await serve((request, response) => {
      seen.push(request.headers.cookie, request.headers.referer, request.headers.authorization);
      if (request.url === '/') response.writeHead(301, { location: '/art' }).end();
      else response.end('art');
    });
    assert.equal(new TextDecoder().decode(await near(`${url}/#part`, limits)), 'art');
    assert.ok(seen.every((value) => value === undefined));
  });
});

describe('addresses of documents and pictures', () => {
  it('behavior: data: in both writings, IPFS by the gateway alone', async () => {
    const asked: string[] = [];
    const outside = async (url: string) => {
      asked.push(url);
      return new Uint8Array([1]);
    };
    const { read } = createResources({ outside, ipfsGateway: 'https://gate.example/ipfs/' });
    const text = async (address: string, maxBytes = 100) => {
      const bytes = await read(address, maxBytes);
      return bytes && new TextDecoder().decode(bytes);
    };
    assert.equal(await text('data:application/json,%7B%22a%22%3A1%7D'), '{"a":1}');
    assert.equal(await text('data:application/json;utf8,{"a":"100%"}'), '{"a":"100%"}');
    assert.equal(await text('data:application/json;base64,eyJhIjoxfQ=='), '{"a":1}');
    for (const address of ['data:application/json;base64,***', 'data:no-comma', `data:,${'x'.repeat(101)}`, `data:;base64,${'A'.repeat(400)}`]) {
      assert.equal(await text(address), null);
    }
    const cid = `Qm${'a'.repeat(44)}`;
    await read(`ipfs://${cid}/1.json`, 100);
    await read(`ipfs://ipfs/${cid}`, 100);
    assert.deepEqual(asked, [`https://gate.example/ipfs/${cid}/1.json`, `https://gate.example/ipfs/${cid}`]);
    for (const address of [`ipfs://${cid}/../../admin`, `ipfs://${cid}/%2e%2e/admin`, 'ipfs://short', `ipfs://${cid}?x=1`, `ipfs://${cid}@evil.example/`]) {
      assert.equal(await read(address, 100), null, address);
    }
    assert.equal(asked.length, 2);
    assert.equal(await createResources({ outside, ipfsGateway: null }).read(`ipfs://${cid}`, 100), null);
    assert.equal(await createResources({ outside: null, ipfsGateway: null }).read('https://shop.example/', 100), null);
  });

  it('error: a document that names itself, SVG or a script as its picture has none', () => {
    const svg = 'data:image/svg+xml;base64,PHN2Zy8+';
    for (const address of [
      svg,
      svg.toUpperCase(),
      'data:text/html,<script>',
      'javascript:alert(1)',
      'data:application/json,{}',
      ' data:image/png;base64,x',
      '//a.b',
    ]) {
      assert.equal(isPictureAddress(address), false, address);
    }
    assert.equal(isPictureAddress('data:image/png;base64,AAAA'), true);
  });

  it('behavior: slow servers take their share of connections, and no more', async () => {
    let running = 0;
    let most = 0;
    const outside = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return new Uint8Array();
    };
    const { read } = createResources({ outside, ipfsGateway: null });
    const answers = await Promise.all(Array.from({ length: 100 }, () => read('https://slow.example/', 1)));
    assert.equal(most, 32);
    assert.equal(answers.filter((answer) => answer === null).length, 68);
    assert.notEqual(await read('https://slow.example/', 1), null);
  });
});

describe('pictures by what they are', () => {
  const bytes = (...parts: (string | number[])[]) =>
    Uint8Array.from([...parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)), ...new Array(40).fill(0)]);
  const png = (width: number[], height: number[]) => bytes([0x89], 'PNG\r\n\u001a\n', [0, 0, 0, 13], 'IHDR', width, height);
  const kinds = {
    'image/png 4096': png([0, 0, 0, 64], [0, 0, 0, 64]),
    'image/gif 4096': bytes('GIF89a', [64, 0, 64, 0]),
    'image/jpeg 4096': bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xff, 0xc2, 0, 11, 8, 0, 64, 0, 64]),
    'image/webp 4096': bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 63, 0, 0, 63, 0, 0]),
    'image/webp 4032': bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [10, 0, 0, 0, 0x2f, 62, 0xc0 | 0, 15, 0]),
    'image/webp 4095': bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [10, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 63, 0, 65, 0]),
  };
  for (const [expected, picture] of Object.entries(kinds)) {
    it(`behavior: ${expected}`, () => {
      const kind = imageKind(picture);
      assert.equal(`${kind?.contentType} ${kind?.pixels}`, expected);
    });
  }
  for (const [name, file] of Object.entries({
    'SVG with a script': bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    'SVG behind a byte order mark': bytes([0xef, 0xbb, 0xbf], '<?xml version="1.0"?><svg onload="alert(1)"/>'),
    'HTML that begins like a GIF, but for its size': bytes('GIF89'),
    'a JPEG without a frame': bytes([0xff, 0xd8, 0xff, 0xd9]),
    'a JPEG that breaks off': Uint8Array.from([...[0xff, 0xd8, 0xff, 0xc0, 0, 11, 8], ...new Array(40).fill(0xff)]).subarray(0, 33),
    nothing: new Uint8Array(),
    'a RIFF that is sound': bytes('RIFF', [0, 0, 0, 0], 'WAVEfmt '),
  })) {
    it(`error: ${name}`, () => {
      const kind = imageKind(file);
      assert.ok(kind === null || kind.pixels === 0xffff * 0xffff, JSON.stringify(kind));
    });
  }
  it('behavior: a header that claims gigabytes is read as what it claims', () => assert.equal(imageKind(png([0, 1, 0, 0], [0, 1, 0, 0]))?.pixels, 2 ** 32));
});

describe('names that contracts give themselves', () => {
  for (const [text, shown] of [
    ['US\u202eDC\u200b', 'USDC'],
    ['  Two\nlines\t ', 'Two lines'],
    ['a\u0301\u0301\u0301\u0301\u0301\u0301b', 'a\u0301\u0301b'],
    ['ㅤ\u2800\ufe0f', ''],
    ['x'.repeat(1_000), `${'x'.repeat(15)}…`],
    ['\ud800broken', 'broken'],
    ['데모 달러', '데모 달러'],
  ] as const) {
    it(`behavior: ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(plainLabel(text, 16), shown));
  }
});
