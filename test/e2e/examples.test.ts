import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createPublicClient, http } from 'viem';
import { type BuiltExamples, buildExamples, setWalletUrl } from '../support/build-examples.ts';
import { startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/* Each example project, built from the packed host SDK in a folder of its own, pays on the real stack. */

const PIN = '274913';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const names = ['viem', 'ethers', 'react-wagmi'];

let stack: Stack;
let examples: BuiltExamples;
const servers: Server[] = [];

before(async () => {
  examples = buildExamples(names);
  stack = await startStack();
});
after(async () => {
  for (const server of servers) server.close();
  await stack?.stop();
  examples?.remove();
});

/** Serves one example on a port of its own, which is an origin of its own. */
async function serve(name: string): Promise<string> {
  const folder = examples.path(name);
  setWalletUrl(folder, stack.origins.wallet);
  const files: Readonly<Record<string, readonly [path: string, type: string]>> = {
    '/': ['index.html', 'text/html; charset=utf-8'],
    '/dist/main.js': ['dist/main.js', 'text/javascript; charset=utf-8'],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': file[1] }).end(readFileSync(join(folder, file[0])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

for (const name of names) {
  test(`${name}: from its packed tarball to a paid order`, async (t) => {
    // All ports of one host are one site: a browser of its own knows nobody yet.
    const chromium = await startChromium();
    t.after(() => chromium.stop());
    const shop = await Shop.open(chromium.context, await serve(name));
    const account = await shop.connectNew(`${name}@example.com`, PIN);
    await shop.press('Send 0.01 ETH');
    await shop.tap('Approve');
    await shop.sees('Confirm with PIN');
    await shop.enterPin(PIN);
    const hash = (await shop.outcome('Thank you. Your order is paid.')) as `0x${string}`;
    const receipt = await createPublicClient({ transport: http(stack.origins.node) }).getTransactionReceipt({ hash });
    assert.deepEqual([receipt.status, receipt.from.toLowerCase(), receipt.to?.toLowerCase()], ['success', account.toLowerCase(), SHOP.toLowerCase()]);
    await shop.tap('Done');

    await shop.press('Send 0.01 ETH');
    await shop.tap('Reject');
    await shop.outcome('Cancelled');

    await shop.page.reload();
    assert.equal(await shop.account(), account, 'a reload keeps who is connected');
  });
}
