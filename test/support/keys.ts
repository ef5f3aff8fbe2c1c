import type { BrowserContext, CDPSession, Frame, Page } from 'playwright-core';
import type { Shop } from './shop.ts';

/* What a person does with the keys themselves: the wallet's settings on the shop's page, and windows of the wallet's own. */

const WAIT_MS = 15_000;
const PRESS_MS = 80;
const SETTLED_MS = 100;

type View = 'home' | 'settings';
type HostWindow = { document: { querySelector(name: 'alcove-wallet'): { wallet: { open(view: View): Promise<void> } } } };

/** A frame that still grows to its new screen moves its buttons away from under a finger; a person waits for that without noticing. */
async function settled(place: Frame | Page): Promise<void> {
  if (!('frameElement' in place)) return;
  const frame = await place.frameElement();
  const boxes: string[] = [];
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += SETTLED_MS) {
    boxes.push(JSON.stringify(await frame.boundingBox()));
    const [newest, ...earlier] = boxes.slice(-4);
    if (boxes.length >= 4 && earlier.every((box) => box === newest)) return;
    await place.waitForTimeout(SETTLED_MS);
  }
}

/** A screen of the wallet, wherever it is: in its frame on a page, or in a window of its own. */
export class Wallet {
  readonly #place: () => Promise<Frame | Page>;

  constructor(place: () => Promise<Frame | Page>) {
    this.#place = place;
  }

  static on(shop: Shop): Wallet {
    return new Wallet(() => shop.wallet());
  }

  static in(page: Page): Wallet {
    return new Wallet(async () => page);
  }

  place(): Promise<Frame | Page> {
    return this.#place();
  }

  async tap(name: string | RegExp): Promise<void> {
    const place = await this.#place();
    // The header's cross and the button below may both be called "Close", and do the same.
    const button = place.getByRole('button', { name, exact: typeof name === 'string' }).last();
    await button.waitFor({ timeout: WAIT_MS });
    await settled(place);
    await button.click({ delay: PRESS_MS, timeout: WAIT_MS });
  }

  async sees(heading: string | RegExp): Promise<void> {
    await (await this.#place()).getByRole('heading', { name: heading }).waitFor({ timeout: WAIT_MS });
  }

  async reads(words: string | RegExp): Promise<void> {
    await (await this.#place()).getByText(words).first().waitFor({ timeout: WAIT_MS });
  }

  /** Enters a PIN on the pad of the screen with this heading. */
  async enterPin(heading: string, pin: string): Promise<void> {
    await this.sees(heading);
    const place = await this.#place();
    await settled(place);
    for (const digit of pin) await place.getByRole('button', { name: digit, exact: true }).click({ timeout: WAIT_MS });
    await place.getByRole('button', { name: 'OK', exact: true }).click({ timeout: WAIT_MS });
  }

  /** A new PIN, twice. */
  async chooseNewPin(pin: string): Promise<void> {
    await this.enterPin('Choose a new PIN', pin);
    await this.enterPin('Enter your PIN again', pin);
  }

  /** The numbered words on the screen. */
  async words(): Promise<readonly string[]> {
    const items = (await this.#place()).locator('alc-word-list li');
    await items.first().waitFor({ state: 'attached', timeout: WAIT_MS });
    return (await items.allTextContents()).map((word) => word.trim());
  }

  /** Types the words that are asked for by their positions. */
  async retypeWords(words: readonly string[]): Promise<void> {
    const fields = (await this.#place()).getByLabel(/^\s*Word \d+/);
    await fields.first().waitFor({ timeout: WAIT_MS });
    for (const field of await fields.all()) {
      const label = await field.evaluate((input) => (input as unknown as { labels: { textContent: string }[] }).labels[0]?.textContent ?? '');
      await field.fill(words[Number(/\d+/.exec(label)?.[0] ?? 0) - 1] ?? '');
    }
    await this.tap('Continue');
  }

  async typeWords(words: readonly string[]): Promise<void> {
    await (await this.#place()).getByRole('textbox', { name: 'Recovery words' }).fill(words.join(' '));
    await this.tap('Continue');
  }
}

/** Opens the wallet at its settings, on the shop's page. */
export async function openSettings(shop: Shop): Promise<Wallet> {
  await shop.page.evaluate(() => (globalThis as unknown as HostWindow).document.querySelector('alcove-wallet').wallet.open('settings'));
  const wallet = Wallet.on(shop);
  await wallet.sees('Settings');
  return wallet;
}

/** Presses a button that opens a window, and waits for that window. */
export async function windowOf(context: BrowserContext, press: () => Promise<void>): Promise<Page> {
  const opened = context.waitForEvent('page', { timeout: WAIT_MS });
  await press();
  const page = await opened;
  page.setDefaultTimeout(WAIT_MS);
  return page;
}

/** A press that closes the window it is in: the browser may be gone before it has answered that it pressed. */
export async function tapLast(wallet: Wallet, window: Page, name: string): Promise<void> {
  const closed = window.waitForEvent('close', { timeout: WAIT_MS });
  await Promise.race([closed, wallet.tap(name)]).catch(() => undefined);
  await closed;
}

/** Logs in at the demo issuer, where it asks anew. */
export async function logInAgain(popup: Page, email: string): Promise<void> {
  const closed = popup.waitForEvent('close', { timeout: WAIT_MS });
  await popup.getByLabel(/someone new/).fill(email);
  await popup.getByRole('button', { name: 'Continue', exact: true }).click();
  const allow = popup.getByRole('button', { name: 'Allow', exact: true });
  await Promise.race([closed, allow.click()]).catch(() => undefined);
  await closed;
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
