import type { BrowserContext, CDPSession, Frame, Locator, Page } from 'playwright-core';
import type { Shop } from './shop.ts';
import { WAIT_MS, WalletScreen } from './wallet-screen.ts';

/* What a person does with the keys themselves: the wallet's settings on the shop's page, and windows of the wallet's own. */

/** The wallet's screens of what one does with the keys. */
export class KeyScreen extends WalletScreen {
  static on(shop: Shop): KeyScreen {
    return new KeyScreen(shop.screen.place);
  }

  static override in(window: Page): KeyScreen {
    return new KeyScreen(async () => window);
  }

  /** The header's cross and the button below may both be called "Close", and do the same. */
  protected override button(place: Frame | Page, name: string | RegExp): Locator {
    return super.button(place, name).last();
  }

  /** Enters a PIN on the pad of the screen with this heading. */
  async enterPinAt(heading: string, pin: string): Promise<void> {
    await this.sees(heading);
    await this.enterPin(pin);
  }

  /** A new PIN, twice. */
  async chooseNewPin(pin: string): Promise<void> {
    await this.enterPinAt('Choose a new PIN', pin);
    await this.enterPinAt('Enter your PIN again', pin);
  }

  /** The numbered words on the screen. */
  async words(): Promise<readonly string[]> {
    const items = (await this.place()).locator('alc-word-list li');
    await items.first().waitFor({ state: 'attached', timeout: WAIT_MS });
    return (await items.allTextContents()).map((word) => word.trim());
  }

  /** Types the words that are asked for by their positions. */
  async retypeWords(words: readonly string[]): Promise<void> {
    const fields = (await this.place()).getByLabel(/^\s*Word \d+/);
    await fields.first().waitFor({ timeout: WAIT_MS });
    for (const field of await fields.all()) {
      const label = await field.evaluate((input) => (input as unknown as { labels: { textContent: string }[] }).labels[0]?.textContent ?? '');
      await field.fill(words[Number(/\d+/.exec(label)?.[0] ?? 0) - 1] ?? '');
    }
    await this.tap('Continue');
  }

  async typeWords(words: readonly string[]): Promise<void> {
    await (await this.place()).getByRole('textbox', { name: 'Recovery words' }).fill(words.join(' '));
    await this.tap('Continue');
  }
}

/** Opens the wallet at its settings, on the shop's page. */
export async function openSettings(shop: Shop): Promise<KeyScreen> {
  await shop.openWallet('settings');
  const wallet = KeyScreen.on(shop);
  await wallet.sees('Settings');
  return wallet;
}

/** A passkey device with PRF inside the browser, which says yes to everything. */
export async function addVirtualAuthenticator(context: BrowserContext, page: Page): Promise<CDPSession> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}
