import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createExampleListener } from './example-server.ts';
import { createStaticFiles } from './static-files.ts';

describe('static files', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-files-'));
    await mkdir(join(folder, 'public/assets'), { recursive: true });
    await mkdir(join(folder, 'public/script-tag'));
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'public/index.html'), '<p>');
    await writeFile(join(folder, 'public/.env'), 'secret');
    await writeFile(join(folder, 'public/assets/main-1.js'), 'export {}');
    await writeFile(join(folder, 'public/script-tag/index.html'), '<script src="{{WALLET_ORIGIN}}/sdk/v1/alcove.js"></script>{{WALLET_ORIGIN}}');
    await writeFile(join(folder, 'public/script-tag/page.css'), '{{WALLET_ORIGIN}}');
  });
  after(() => rm(folder, { recursive: true }));

  it('behavior: files with their types; generated ones over those on disk; only digested names are immutable', async () => {
    const files = createStaticFiles({ folders: { 'w/': join(folder, 'public') }, generated: { 'w/pins.js': 'export const pins = 1;' } });
    const asset = await files.read('w/assets/main-1.js');
    assert.deepEqual([asset?.contentType, asset?.immutable], ['text/javascript; charset=utf-8', true]);
    const page = await files.read('w/index.html');
    assert.deepEqual([page?.contentType, page?.immutable], ['text/html; charset=utf-8', false]);
    assert.equal(new TextDecoder().decode((await files.read('w/pins.js'))?.bytes), 'export const pins = 1;');
  });

  for (const path of [
    '../secret.txt',
    '..',
    './index.html',
    'assets/../../secret.txt',
    '..%2fsecret.txt',
    '.env',
    'assets',
    '',
    '/etc/passwd',
    'a\\..\\secret.txt',
    'index.html\0',
    'x'.repeat(5_000),
  ]) {
    it(`error: w/${path.slice(0, 30)} is no file`, async () => {
      const files = createStaticFiles({ folders: { 'w/': join(folder, 'public') }, generated: {} });
      assert.equal(await files.read(`w/${path}`), null);
    });
  }

  it('behavior: example pages carry the wallet origin and a policy that lets in the wallet and nobody else', async () => {
    const options = { folder: join(folder, 'public'), walletOrigin: 'http://localhost:4100', nodeOrigin: 'http://127.0.0.1:4400' };
    const server = createServer(createExampleListener(options)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const page = await fetch(`${base}/?a=1`);
      assert.equal(await page.text(), '<script src="http://localhost:4100/sdk/v1/alcove.js"></script>http://localhost:4100');
      const policy = page.headers.get('content-security-policy') ?? '';
      assert.match(policy, /script-src 'self' http:\/\/localhost:4100; frame-src 'self' http:\/\/localhost:4100;/);
      assert.equal(page.headers.get('cache-control'), 'no-store');
      assert.equal(await (await fetch(`${base}/page.css`)).text(), '{{WALLET_ORIGIN}}');
      assert.equal((await fetch(`${base}/script-tag/`)).status, 200);
      assert.equal((await fetch(`${base}/nothing`)).status, 404);
      assert.equal((await fetch(`${base}/..%2f..%2fsecret.txt`)).status, 404);
      assert.equal((await fetch(base, { method: 'POST' })).status, 405);
    } finally {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });
});
