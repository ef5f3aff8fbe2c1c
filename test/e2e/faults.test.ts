import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOperatorDatabase } from '../../mock-server/src/stack/operator-store.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { type Outcome, Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

const PIN = '471925';

let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: string;
let elsewhere: Server;

/** A page that takes the wallet, for any origin that resolves to this machine. */
function page(wallet: string, appId: string): string {
  return `<!doctype html><title>Page</title><script src="${wallet}/sdk/v1/alcove.js"></script><alcove-wallet app-id="${appId}"></alcove-wallet>`;
}

before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  elsewhere = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const inner = searchParams.get('frame');
    response.setHeader('content-type', 'text/html');
    response.end(
      inner === null
        ? page(stack.origins.wallet, searchParams.get('app') ?? 'demo')
        : `<!doctype html><title>Outer</title><iframe src="${inner}" width="600" height="600"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  shop = await Shop.open(chromium.context, stack.origins.host);
  account = await shop.connectNew('careful@example.com', PIN);
});
after(async () => {
  elsewhere?.close();
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

function errorOf(outcome: Outcome): { readonly code: number; readonly message: string; readonly data?: { readonly reason?: string; readonly field?: string } } {
  assert.ok('error' in outcome, `expected an error, got ${JSON.stringify(outcome)}`);
  return outcome.error;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

test('an origin that is not registered gets no wallet, and a typed error', async (t) => {
  const hostile = await Shop.open(chromium.context, `http://evil.localhost:${portOf(elsewhere)}/`);
  const beganMs = performance.now();
  const error = errorOf(await hostile.request('eth_requestAccounts'));
  t.diagnostic(`refused after ${Math.round(performance.now() - beganMs)} ms`);
  assert.equal(error.code, -32080);
  assert.equal(
    hostile.page.frames().some((frame) => frame.url().startsWith(`${stack.origins.wallet}/w/`) && frame.childFrames().length > 0),
    false,
  );
  assert.ok(error.message.includes(`list http://evil.localhost:${portOf(elsewhere)} at app demo`), error.message);
  await hostile.page.close();
});

test('a registered page inside a page that is not registered gets no wallet', async () => {
  const inner = `http://127.0.0.1:${portOf(elsewhere)}/`;
  const outer = await chromium.context.newPage();
  await outer.goto(`http://evil.localhost:${portOf(elsewhere)}/?frame=${encodeURIComponent(inner)}`);
  const frame = outer.frames().find((candidate) => candidate.url() === inner);
  assert.ok(frame !== undefined);
  const code = await frame.evaluate(async () => {
    const element = (
      globalThis as unknown as { document: { querySelector(name: string): { provider: { request(args: object): Promise<unknown> } } } }
    ).document.querySelector('alcove-wallet');
    return await element.provider.request({ method: 'eth_requestAccounts' }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
  });
  assert.equal(code, -32080);
  await outer.close();
});

test('an unknown app is refused', async () => {
  const other = await Shop.open(chromium.context, `http://127.0.0.1:${portOf(elsewhere)}/?app=nobody`);
  const error = errorOf(await other.request('eth_accounts'));
  assert.deepEqual([error.code, error.data?.reason], [-32080, 'app_unknown']);
  await other.page.close();
});

const refused: readonly (readonly [name: string, method: string, params: unknown, code: number, field: RegExp | null])[] = [
  ['a negative value', 'eth_sendTransaction', [{ from: 'ACCOUNT', to: '0x3EDe2d9510C3868398B8db081531E56Da688469D', value: '-0x1' }], -32602, /value/],
  ['a short address', 'eth_sendTransaction', [{ from: 'ACCOUNT', to: '0x3EDe2d', value: '0x1' }], -32602, /to/],
  ['a wrong checksum', 'eth_sendTransaction', [{ from: 'ACCOUNT', to: '0x3eDe2d9510C3868398B8db081531E56Da688469D', value: '0x1' }], -32602, /to/],
  ['a type 4 transaction', 'eth_sendTransaction', [{ from: 'ACCOUNT', to: '0x3EDe2d9510C3868398B8db081531E56Da688469D', type: '0x4' }], -32602, /type/],
  [
    'somebody else’s account',
    'eth_sendTransaction',
    [{ from: '0x3EDe2d9510C3868398B8db081531E56Da688469D', to: '0x3EDe2d9510C3868398B8db081531E56Da688469D' }],
    4100,
    null,
  ],
  ['another chain', 'eth_sendTransaction', [{ from: 'ACCOUNT', to: '0x3EDe2d9510C3868398B8db081531E56Da688469D', chainId: '0x1' }], -32602, /chainId/],
  ['parameters the wrong way round', 'personal_sign', ['ACCOUNT', 'hello'], -32602, /params/],
  ['an unknown chain', 'wallet_switchEthereumChain', [{ chainId: '0x99999' }], 4902, null],
  ['a method nobody knows', 'eth_foo', [], -32601, null],
  ['a method nobody should use', 'eth_sign', ['ACCOUNT', '0x00'], 4200, null],
  ['a name from the prototype', '__proto__', [], -32601, null],
];
for (const [name, method, params, code, field] of refused) {
  test(`${name} is refused with ${code}, and nothing is shown`, async () => {
    const filled = JSON.parse(JSON.stringify(params).replaceAll('ACCOUNT', account)) as unknown;
    const error = errorOf(await shop.request(method, filled));
    assert.equal(error.code, code, error.message);
    if (field !== null) assert.match(`${error.data?.field} ${error.message}`, field);
    assert.equal(await shop.page.locator('#send').isEnabled(), true);
  });
}

for (const part of ['enclave', 'node'] as const) {
  test(`${part} killed while the person approves: said in words, nothing lost, the same button works afterwards`, async () => {
    await shop.approvePayment();
    await stack.kill(part);
    await shop.enterPin(PIN);
    // Whether the part is back before the PIN arrives is a race that either side may win.
    const wallet = await shop.wallet();
    const again = wallet.getByRole('button', { name: 'Try again', exact: true });
    const done = wallet.getByRole('button', { name: 'Done', exact: true });
    await again.or(done).first().waitFor();
    await stack.restarted(part);
    await shop.payAtLast(PIN);
  });
}

/** Stops processes without ending them: they neither answer nor refuse, the hardest way to be away. */
async function frozen(pids: readonly number[], work: () => Promise<void>): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

test('two of three witnesses frozen: no PIN is tried, the person reads why, and the same button works afterwards', async () => {
  await shop.approvePayment();
  const pids = stack.pids();
  await frozen([pids['witness-1'], pids['witness-2']], async () => {
    await shop.enterPin('805271');
    await shop.sees('PIN checks are paused');
  });
  await shop.tap('Try again');
  await shop.enterPin('805271');
  await shop.reads('Wrong PIN. 9 tries left.');
  await shop.confirmPayment(PIN);
});

test('the chain frozen: reading and paying say so, and work afterwards', async () => {
  const { node } = stack.pids();
  await frozen([node], async () => {
    const read = errorOf(await shop.request('eth_blockNumber'));
    assert.equal(read.code, 4901, read.message);
    const sent = errorOf(await shop.request('eth_sendTransaction', [{ from: account, to: account, value: '0x1' }]));
    assert.equal(sent.code, 4901, sent.message);
  });
  await shop.pay(PIN);
});

/** The enclave's ways to the KMS: sockets of relays beside its own. */
async function kmsSockets(): Promise<string[]> {
  const own = readFileSync(`/proc/${stack.pids().enclave}/cmdline`, 'utf8')
    .split('\0')
    .find((part) => part.endsWith('.sock'));
  assert.ok(own !== undefined, 'the enclave was given a socket');
  const folder = dirname(own);
  return (await readdir(folder)).filter((name) => name.includes('kms')).map((name) => join(folder, name));
}

test('no way to any KMS: the person reads it, no try is counted, and the same button works afterwards', {
  skip: process.platform === 'linux' ? false : 'finds the sockets by /proc',
}, async (t) => {
  const sockets = await kmsSockets();
  assert.ok(sockets.length > 0);
  for (const path of sockets) await rename(path, `${path}.away`);
  await sleep(61_000); // Connections that are open already are closed by the KMS after an idle minute.
  await shop.approvePayment();
  await shop.enterPin('805271');
  const beganMs = performance.now();
  await shop.sees('The key service is not answering');
  t.diagnostic(`said after ${Math.round(performance.now() - beganMs)} ms`);
  for (const path of sockets) await rename(`${path}.away`, path);
  await shop.tap('Try again');
  await shop.enterPin('805271');
  await shop.reads('Wrong PIN. 9 tries left.');
  await shop.confirmPayment(PIN);
});

test('a session that the server ended while the person approves: the page is told, signing in again leads on', async () => {
  await shop.approvePayment();
  const db = await openOperatorDatabase({ ...stack, isNew: false });
  await db.deleteFrom('sessions').execute();
  await db.destroy();
  const wallet = await shop.wallet();
  const key = (name: string) => wallet.getByRole('button', { name, exact: true });
  // The wallet asks the server for several things by itself: it may learn of the end before the last digit or after it. No press is left
  // waiting, or it would go to the next PIN.
  for (const name of [...PIN, 'OK']) {
    if (await key('OK').isVisible())
      await key(name)
        .click({ timeout: 5_000 })
        .catch(() => undefined);
  }
  assert.match(await shop.outcome('That did not work'), /4100/);
  await shop.reads('Sign in again');
  await shop.page.locator('#status', { hasText: 'Signed out' }).waitFor();
  await shop.tap(/Continue with/); // The login provider knows the person still, and asks nothing.
  await shop.page.locator('#status', { hasText: 'Signed in' }).waitFor();
  await shop.tap('Close');
  await shop.pay(PIN);
});
