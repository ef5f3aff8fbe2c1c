import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { BrowserContext, Frame } from 'playwright-core';
import { recoverPublicKey } from 'viem';
import { hashMessage } from 'viem/utils';
import { publicKeyOf } from '../../mock-server/src/enclave/crypto/secp256k1.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/* After a whole run, nothing that anybody could read holds the PIN, the key or a token. */

/** Long and odd enough that no other number contains it by chance. */
const PIN = '908172635401';

type Recorder = { readonly traffic: string[] };

let dataDir: string;
let stack: Stack;
let chromium: Chromium;
let shop: Shop;
let account: string;
let signature: `0x${string}`;
const tokens = new Set<string>();

/** Remembers every token that any answer carries, wherever it is called so. */
function watchTokens(context: BrowserContext): void {
  context.on('response', (response) => {
    void response
      .json()
      .then((body: Record<string, unknown>) => {
        for (const name of ['access_token', 'id_token', 'refresh_token']) if (typeof body[name] === 'string') tokens.add(body[name]);
      })
      .catch(() => undefined);
    void response
      .headerValue('set-cookie')
      .then((cookie) => {
        const value = /__Host-alcove-rt=([^;]{16,})/.exec(cookie ?? '')?.[1];
        if (value !== undefined) tokens.add(value);
      })
      .catch(() => undefined);
  });
}

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'alcove-leaks-'));
  [stack, chromium] = await Promise.all([startStack({ dataDir }), startChromium()]);
  watchTokens(chromium.context);
  // Every message that reaches the page, by window or by port, before any of the page's own code runs.
  await chromium.context.addInitScript(() => {
    const recorder = globalThis as unknown as Recorder & { traffic: string[] };
    recorder.traffic = [];
    const note = (value: unknown) => recorder.traffic.push(JSON.stringify(value, (_key, item) => (item instanceof MessagePort ? 'port' : item)) ?? '');
    addEventListener('message', (event) => note(event.data), true);
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...message: [never]) {
      note(message[0]);
      return post.apply(this, message);
    };
    const listen = MessagePort.prototype.addEventListener;
    MessagePort.prototype.addEventListener = function (this: MessagePort, ...rest: [never, never]) {
      listen.call(this, 'message', ((event: MessageEvent) => void note(event.data)) as unknown as never);
      return listen.apply(this, rest);
    };
  });
  shop = await Shop.open(chromium.context, stack.origins.host);
  account = await shop.connectNew('private@example.com', PIN);
  await shop.press('Sign message');
  await shop.tap(/^(Sign|Approve)$/);
  await shop.enterPin(PIN);
  signature = (await shop.outcome('Message signed')) as `0x${string}`;
  await shop.tap('Done');
  await shop.pay(PIN);
  await shop.page.reload();
  await shop.account();
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [])),
  );
  return found.flat();
}

function assertClean(where: string, text: string): void {
  assert.equal(text.includes(PIN), false, `${where} holds the PIN`);
  for (const token of tokens) assert.equal(text.includes(token), false, `${where} holds a token`);
}

/** Twelve words of the BIP-39 list one after another. */
function hasSeedWords(text: string): boolean {
  const words = new Set(wordlist);
  let run = 0;
  for (const word of text.toLowerCase().match(/[a-z]{3,8}/g) ?? []) {
    run = words.has(word) ? run + 1 : 0;
    if (run >= 12) return true;
  }
  return false;
}

/** Whether any 32 bytes in a row, as they stand or written in hexadecimal, are the private key of `publicKey`. */
function holdsKey(bytes: Uint8Array, publicKey: Uint8Array): boolean {
  const isKey = (candidate: Uint8Array): boolean => {
    try {
      return Buffer.compare(publicKeyOf(candidate, 'compressed'), publicKey) === 0;
    } catch {
      return false; // Not a number below the curve's order.
    }
  };
  for (const [run] of Buffer.from(bytes)
    .toString('latin1')
    .matchAll(/[0-9a-fA-F]{64}/g))
    if (isKey(Buffer.from(run, 'hex'))) return true;
  for (let at = 0; at + 32 <= bytes.length; at++) if (isKey(bytes.subarray(at, at + 32))) return true;
  return false;
}

test('the run carried tokens, so that the search has something to find', () => {
  assert.ok(tokens.size >= 3, `${tokens.size} tokens seen`);
});

test('logs hold no PIN, token or seed', () => {
  const logs = stack.logs();
  assertClean('the log', logs);
  assert.equal(hasSeedWords(logs), false);
});

test('no file of the server holds PIN, token or seed', async () => {
  const files = await filesBelow(dataDir);
  assert.ok(files.length > 5);
  for (const path of files) {
    const text = (await readFile(path)).toString('latin1');
    assertClean(path, text);
    assert.equal(hasSeedWords(text), false, `${path} holds seed words`);
  }
});

test('no 32 bytes in any row of the database are the private key', async (t) => {
  const message = 'Harbour Coffee: keep me signed in on this device.';
  const uncompressed = Buffer.from((await recoverPublicKey({ hash: hashMessage(message), signature })).slice(2), 'hex');
  const publicKey = Buffer.concat([Buffer.of(2 + ((uncompressed.at(-1) ?? 0) & 1)), uncompressed.subarray(1, 33)]);
  const files = (await filesBelow(dataDir)).filter((path) => /\.(sqlite|db)$/.test(path));
  assert.ok(files.length > 0, 'the database is there');
  let total = 0;
  for (const path of files) {
    const database = new DatabaseSync(path, { readOnly: true });
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    for (const { name } of tables) {
      for (const row of database.prepare(`select * from "${name}"`).all()) {
        for (const value of Object.values(row)) {
          const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value));
          total += bytes.length;
          assert.equal(holdsKey(bytes, publicKey), false, `${name} in ${path} holds the private key`);
        }
      }
    }
    database.close();
  }
  t.diagnostic(`${total} bytes searched`);
});

test('what crosses the bridge holds no PIN and no token', async () => {
  const traffic = await shop.page.evaluate(() => (globalThis as unknown as Recorder).traffic.join('\n'));
  assert.ok(traffic.includes(account), 'the recorder hears the bridge');
  assertClean('the bridge', traffic);
});

test('addresses of pages and frames hold no token, and neither page keeps anything in web storage', async () => {
  const frames: readonly Frame[] = chromium.context.pages().flatMap((page) => page.frames());
  for (const frame of frames) {
    assertClean(frame.url(), frame.url());
    if (!frame.url().startsWith('http')) continue; // The browser's own blank page has no storage.
    const kept = await frame.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.equal(kept, '[{},{},""]', `${frame.url()} keeps ${kept}`);
  }
});

test('the wallet’s database in the browser holds no PIN and no token, and its key cannot be exported', async () => {
  const wallet = await shop.wallet();
  const kept = await wallet.evaluate(async () => {
    const found: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? '');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const values = await new Promise<unknown[]>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        for (const value of values) {
          const keys = [value, ...Object.values((value ?? {}) as object)].filter((item) => item instanceof CryptoKey);
          for (const key of keys) if (key.type === 'private' && key.extractable) found.push('EXTRACTABLE');
          found.push(JSON.stringify(value));
        }
      }
      database.close();
    }
    return found.join('\n');
  });
  assert.equal(kept.includes('EXTRACTABLE'), false);
  assertClean('the browser’s database', kept);
});
