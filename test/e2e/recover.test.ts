import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { mnemonicToAccount } from 'viem/accounts';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { createWalletServer } from '../../mock-server/src/enclave/testing/wallet-server.ts';
import { createWorld, PIN } from '../../mock-server/src/enclave/testing/world.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';

const pageUrl = pathToFileURL(resolve(import.meta.dirname, '../../widget/dist/recover.html')).href;

/** Everything else is gone: no server, no database, no KMS. What is left is a file, 24 words and this page. */
describe('recover.html, opened from disk', () => {
  let chromium: Chromium;
  let folder: string;
  let page: Page;
  const problems: string[] = [];
  const requests: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alcove-kit-'));
    chromium = await startChromium();
    page = await chromium.context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
  });
  after(async () => {
    await chromium?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function makeKit(name: string, passphrase?: string) {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const server = createWalletServer();
    await server.createWallet(client, PIN);
    const made = await server.call(client, 'wrap_add', { step: 'kit', pin: pinField(PIN), ...(passphrase === undefined ? {} : { passphrase }) });
    assert.ok(made.body.ok);
    const path = join(folder, name);
    await writeFile(path, made.body.result.kit as Uint8Array);
    return { path, words: new TextDecoder().decode(made.body.result.words as Uint8Array), address: server.kept.address };
  }

  const seedWords = () => page.locator('#seed li').allTextContents();

  it('behavior: kit and words give the seed of the same address, and nothing is asked of the network', async () => {
    const { path, words, address } = await makeKit('kit.json');
    await page.goto(pageUrl);
    await page.setInputFiles('#file', path);
    await page.getByText('Kit made on').waitFor();
    assert.equal(await page.locator('#passphrase').isVisible(), false);
    await page.getByLabel('2. The 24 words').fill(words);
    assert.equal(await page.locator('#words-note').textContent(), '24 of 24 words');
    await page.getByRole('button', { name: 'Show my seed words' }).click();
    await page.getByRole('heading', { name: 'Your seed words' }).waitFor();
    const account = mnemonicToAccount((await seedWords()).join(' '));
    assert.equal(account.address.toLowerCase(), address);
    assert.equal(await page.locator('#address').textContent(), account.address);
    assert.deepEqual(requests, [pageUrl]);
    assert.deepEqual(problems, []);
  });

  it('behavior: hides the words, and clears them for good', async () => {
    await page.getByRole('button', { name: 'Hide the words' }).click();
    assert.equal(await page.locator('#seed').getAttribute('data-state'), 'hidden');
    await page.getByRole('button', { name: 'Clear and start over' }).click();
    assert.deepEqual([await seedWords(), await page.locator('#words').inputValue()], [[], '']);
  });

  it('behavior: a passphrase is asked for where the kit has one', async () => {
    const { path, words, address } = await makeKit('with-passphrase.json', 'blue door');
    await page.goto(pageUrl);
    await page.setInputFiles('#file', path);
    await page.locator('#words').fill(words);
    await page.getByLabel('3. Passphrase').fill('red door');
    await page.getByRole('button', { name: 'Show my seed words' }).click();
    await page.getByText('The passphrase is another one').waitFor();
    await page.getByLabel('3. Passphrase').fill('blue door');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your seed words' }).waitFor();
    assert.equal(mnemonicToAccount((await seedWords()).join(' ')).address.toLowerCase(), address);
    assert.deepEqual(problems, []);
  });

  it('error: another file, a misspelt word, no file', async () => {
    await page.goto(pageUrl);
    await page.getByRole('button', { name: 'Show my seed words' }).click();
    await page.getByText('Choose the kit file first').waitFor();
    const path = join(folder, 'else.json');
    await writeFile(path, '{"a":1}');
    await page.setInputFiles('#file', path);
    await page.getByText('This is not a recovery kit').waitFor();
    await page.locator('#words').fill('abandon abandn about ');
    assert.equal(await page.locator('#words-note').textContent(), '3 of 24 words · word 2, “abandn”, is not on the list. Did you mean abandon?');
    assert.deepEqual(problems, []);
  });

  it('behavior: it speaks the language of the browser, from its words to its errors', async () => {
    const cases = [
      ['ko-KR', 'ko', '복구 키트 열기', '먼저 키트 파일을 골라 주세요', '단어 24개 중 2개'],
      ['ja-JP', 'ja', '復元キットを開く', '先にキットのファイルを選んでください', '24個中2個'],
    ] as const;
    for (const [locale, language, title, error, count] of cases) {
      const context = await chromium.context.browser()?.newContext({ locale });
      assert.ok(context);
      try {
        const translated = await context.newPage();
        await translated.goto(pageUrl);
        await translated.getByRole('heading', { name: title }).waitFor();
        assert.deepEqual([await translated.title(), await translated.locator('html').getAttribute('lang')], [title, language]);
        await translated.locator('#words').fill('abandon about ');
        await translated.getByText(count).waitFor();
        await translated.locator('#open').click();
        await translated.getByRole('alert').getByText(error).waitFor();
      } finally {
        await context.close();
      }
    }
  });
});
