import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';

/** Only a failure takes as long; a wallet whose server runs beside it in the browser needs more than one with a machine behind it. */
export const WAIT_MS = 30_000;
/** As long as a finger rests on a button. */
const PRESS_MS = 80;
const LOOK_MS = 60;
const STEADY_LOOKS = 3;

/** A frame that still grows to its new screen moves its buttons away from under a finger; a person waits for that without noticing. */
async function standsStill(place: Frame | Page): Promise<void> {
  if (!('frameElement' in place)) return;
  const frame = await place.frameElement();
  let seen = '';
  for (let steady = 0, waitedMs = 0; steady < STEADY_LOOKS && waitedMs < WAIT_MS; waitedMs += LOOK_MS) {
    const now = JSON.stringify(await frame.boundingBox());
    steady = now === seen ? steady + 1 : 0;
    seen = now;
    await place.waitForTimeout(LOOK_MS);
  }
}

/** A screen of the wallet, wherever it is: in its frame on a page, or in a window of its own. */
export class WalletScreen {
  readonly place: () => Promise<Frame | Page>;

  constructor(place: () => Promise<Frame | Page>) {
    this.place = place;
  }

  /** In a window of the wallet's own. */
  static in(window: Page): WalletScreen {
    return new WalletScreen(async () => window);
  }

  protected button(place: Frame | Page, name: string | RegExp): Locator {
    return place.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Presses a button, once it may be pressed. */
  async tap(name: string | RegExp): Promise<void> {
    const place = await this.place();
    const button = this.button(place, name);
    await button.waitFor({ timeout: WAIT_MS });
    await standsStill(place);
    // The pointer coming into the frame begins the wait of an Approve button anew.
    await button.hover({ timeout: WAIT_MS });
    await button.click({ delay: PRESS_MS, timeout: WAIT_MS });
  }

  /** A press that closes the window it is in: the browser may be gone before it has answered that it pressed. */
  async tapLast(name: string | RegExp): Promise<void> {
    const place = await this.place();
    const window = 'page' in place ? place.page() : place;
    const closed = window.waitForEvent('close', { timeout: WAIT_MS });
    await this.tap(name).catch((error: unknown) => {
      if (!window.isClosed()) throw error;
    });
    await closed;
  }

  /** Waits for a heading. */
  async sees(heading: string | RegExp): Promise<void> {
    await (await this.place()).getByRole('heading', { name: heading }).waitFor({ timeout: WAIT_MS });
  }

  /** Waits for words anywhere. */
  async reads(words: string | RegExp): Promise<void> {
    await (await this.place()).getByText(words).first().waitFor({ timeout: WAIT_MS });
  }

  /** Enters a PIN by the wallet's own keys. */
  async enterPin(pin: string): Promise<void> {
    const place = await this.place();
    const key = (name: string) => place.getByRole('button', { name, exact: true });
    await key('OK').waitFor({ timeout: WAIT_MS });
    await standsStill(place);
    for (const digit of pin) await key(digit).click({ timeout: WAIT_MS });
    await key('OK').click({ timeout: WAIT_MS });
  }
}

/** Presses a button that opens a window, and waits for that window. */
export async function windowOf(context: BrowserContext, press: () => Promise<void>): Promise<Page> {
  const opened = context.waitForEvent('page', { timeout: WAIT_MS });
  await press();
  const page = await opened;
  page.setDefaultTimeout(WAIT_MS);
  return page;
}

/** Logs in at the demo issuer's window as whoever has this address, and waits until it has closed. */
export async function logIn(popup: Page, email: string): Promise<void> {
  const closed = popup.waitForEvent('close', { timeout: WAIT_MS });
  await popup.getByLabel(/someone new/).fill(email);
  await popup.getByRole('button', { name: 'Continue', exact: true }).click();
  const allow = popup.getByRole('button', { name: 'Allow', exact: true });
  await Promise.race([closed, allow.click()]).catch(() => undefined);
  await closed;
}
