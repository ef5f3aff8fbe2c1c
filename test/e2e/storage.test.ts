import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPublicClient, http, recoverMessageAddress } from 'viem';
import { type Chromium, type ChromiumOptions, startChromium } from '../support/chromium.ts';
import { type Outcome, Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/*
 * What browsers leave a frame of another site: storage of its own on each page (partitioned, as browsers come), the same with
 * third-party cookies refused, and nothing at all.
 */

const PIN = '471925';
const SHOP = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const refusesCookies = { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } };

type Kind = { readonly name: string; readonly options: ChromiumOptions; readonly keeps: boolean };
const kinds: readonly Kind[] = [
  { name: 'partitioned storage', options: {}, keeps: true },
  { name: 'third-party cookies refused', options: { preferences: refusesCookies }, keeps: true },
  {
    name: 'third-party storage refused',
    options: { preferences: refusesCookies, flags: ['--disable-features=ThirdPartyStoragePartitioning'] },
    keeps: false,
  },
];

let stack: Stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

function result(outcome: Outcome): unknown {
  assert.ok('result' in outcome, JSON.stringify(outcome));
  return outcome.result;
}

/** What the browser lets the wallet's frame do, by doing it. */
async function probe(shop: Shop): Promise<{ readonly hasDatabase: boolean; readonly hasLocalStorage: boolean }> {
  const frame = await shop.wallet();
  return await frame.evaluate(async () => {
    const place = globalThis as unknown as { indexedDB: { open(name: string): Record<'onsuccess' | 'onerror', () => void> }; localStorage: { length: number } };
    const opens = new Promise<boolean>((resolve) => {
      try {
        const request = place.indexedDB.open('probe');
        request.onsuccess = () => resolve(true);
        request.onerror = () => resolve(false);
      } catch {
        resolve(false);
      }
    });
    const reads = () => {
      try {
        return place.localStorage.length >= 0;
      } catch {
        return false;
      }
    };
    return { hasDatabase: await opens, hasLocalStorage: reads() };
  });
}

for (const { name, options, keeps } of kinds) {
  describe(name, () => {
    let chromium: Chromium;
    let shop: Shop;
    let account: `0x${string}`;
    const email = `${name.replaceAll(' ', '-')}@example.com`;
    before(async () => {
      chromium = await startChromium(options);
      shop = await Shop.open(chromium.context, stack.origins.host);
    });
    after(() => chromium?.stop());

    test('the browser is as it should be', async (t) => {
      t.diagnostic(JSON.stringify(await probe(shop)));
      assert.deepEqual(await probe(shop), { hasDatabase: keeps, hasLocalStorage: keeps });
    });

    test('connects', async () => {
      account = (await shop.connectNew(email, PIN)) as `0x${string}`;
      assert.match(account, /^0x[0-9a-fA-F]{40}$/);
    });

    test('signs', async () => {
      const asked = shop.request('personal_sign', ['0x68656c6c6f', account]);
      await shop.tap(/^(Sign|Approve)$/);
      await shop.enterPin(PIN);
      const signature = result(await asked) as `0x${string}`;
      assert.equal(await recoverMessageAddress({ message: 'hello', signature }), account);
    });

    test('pays', async () => {
      const asked = shop.request('eth_sendTransaction', [{ from: account, to: SHOP, value: '0x2386f26fc10000' }]);
      await shop.tap('Approve');
      await shop.enterPin(PIN);
      const hash = result(await asked) as `0x${string}`;
      const receipt = await createPublicClient({ transport: http(stack.origins.node) }).waitForTransactionReceipt({ hash });
      assert.equal(receipt.status, 'success');
      await shop.tap('Done');
    });

    test('is loaded anew', async () => {
      await shop.page.reload();
      const accounts = result(await shop.request('eth_accounts'));
      assert.deepEqual(accounts, keeps ? [account] : []);
      if (keeps) return;
      // The way on: it says why, and the same account is there after signing in again.
      await shop.press('Connect');
      await shop.reads('This browser keeps nothing for the wallet');
      await shop.signInAgain();
      await shop.sees(/^Connect to/);
      await shop.tap('Connect');
      assert.equal(await shop.account(), account);
    });
  });
}
