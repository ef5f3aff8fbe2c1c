import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { logIn, WAIT_MS, WalletScreen, windowOf } from './wallet-screen.ts';

/*
 * The example shop, the wallet on it and the login provider's window, as a person uses them. The wallet's frame stands in
 * a closed shadow root, so it is found by its address, as a browser's own tools find it.
 */

export type Outcome =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: { readonly reason?: string } } };

/** The parts of `window` that the page's own script uses too. */
type ShopWindow = {
  document: {
    querySelector(name: 'alcove-wallet'): {
      provider: { request(args: { method: string; params?: unknown }): Promise<unknown> };
      wallet: { open(view: string): Promise<void> };
    };
  };
};

export class Shop {
  readonly page: Page;
  /** The wallet in its frame. */
  readonly screen = new WalletScreen(() => this.wallet());
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
  }

  /** On a page in a tab; tabs behind another are not drawn and take no press. */
  static async open(context: BrowserContext, address: string): Promise<Shop> {
    return await Shop.#on(await context.newPage(), context, address);
  }

  /** On a page in a window of its own, which is drawn whatever else is open. */
  static async openWindow(context: BrowserContext, address: string): Promise<Shop> {
    const session = await (context.browser() as Browser).newBrowserCDPSession();
    const page = await windowOf(context, async () => void (await session.send('Target.createTarget', { url: 'about:blank', newWindow: true })));
    await session.detach();
    return await Shop.#on(page, context, address);
  }

  static async #on(page: Page, context: BrowserContext, address: string): Promise<Shop> {
    page.setDefaultTimeout(WAIT_MS);
    await page.goto(address);
    return new Shop(page, context);
  }

  /** The widget's frame, once it is there. */
  async wallet(): Promise<Frame> {
    for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += 50) {
      const frame = this.page.frames().find((candidate) => URL.canParse(candidate.url()) && new URL(candidate.url()).pathname.endsWith('/w/'));
      if (frame !== undefined) return frame;
      await this.page.waitForTimeout(50);
    }
    throw new Error('The page shows no wallet.');
  }

  /** Presses a button of the page. */
  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Presses a button of the wallet, once it may be pressed. */
  tap = (name: string | RegExp): Promise<void> => this.screen.tap(name);
  /** Waits for a heading of the wallet. */
  sees = (heading: string | RegExp): Promise<void> => this.screen.sees(heading);
  /** Waits for words anywhere in the wallet. */
  reads = (words: string | RegExp): Promise<void> => this.screen.reads(words);
  /** Enters a PIN by the wallet's own keys. */
  enterPin = (pin: string): Promise<void> => this.screen.enterPin(pin);

  /** Signs in at the demo issuer as whoever has this address. */
  async signIn(email: string): Promise<void> {
    await logIn(await windowOf(this.#context, () => this.tap(/Continue with/)), email);
  }

  /** Signs in again where the issuer remembers who was there: its window closes by itself. */
  async signInAgain(): Promise<void> {
    const popup = await windowOf(this.#context, () => this.tap(/Continue with/));
    if (!popup.isClosed()) await popup.waitForEvent('close');
  }

  /** From "Choose a PIN" to "Continue". */
  async createWallet(pin: string): Promise<void> {
    await this.tap('Choose a PIN');
    await this.sees('Choose a PIN');
    await this.enterPin(pin);
    await this.sees('Enter your PIN again');
    await this.enterPin(pin);
    await this.sees('Your wallet is ready');
    await this.tap('Continue');
  }

  /** Connects as a new person: login, PIN, consent to show the account. Returns the account. */
  async connectNew(email: string, pin: string): Promise<string> {
    await this.press('Connect');
    await this.signIn(email);
    await this.createWallet(pin);
    await this.sees(/^Connect to/);
    await this.tap('Connect');
    return await this.account();
  }

  /** The account the page was given. */
  async account(): Promise<string> {
    const shown = this.page.locator('#account[title]');
    await shown.waitFor({ timeout: WAIT_MS });
    return (await shown.getAttribute('title')) ?? '';
  }

  /** What the page shows after a request: title and detail. */
  async outcome(title: string | RegExp): Promise<string> {
    const shown = this.page.locator('#outcome-title', { hasText: title });
    await shown.waitFor({ timeout: WAIT_MS });
    return (await this.page.locator('#outcome-detail').textContent()) ?? '';
  }

  /** Presses the page's payment and approves it, up to the PIN. */
  async approvePayment(): Promise<void> {
    await this.press('Send 0.01 ETH');
    await this.tap('Approve');
    await this.sees('Confirm with PIN');
  }

  /** Enters the PIN that pays, and takes the wallet away. Returns the transaction's hash. */
  async confirmPayment(pin: string): Promise<string> {
    await this.enterPin(pin);
    const hash = await this.outcome('Thank you. Your order is paid.');
    await this.tap('Done');
    return hash;
  }

  /** Pays the page's order. Returns the transaction's hash. */
  async pay(pin: string): Promise<string> {
    await this.approvePayment();
    return await this.confirmPayment(pin);
  }

  /** Presses "Try again", and enters the PIN where it is asked for once more, until the payment is through. */
  async payAtLast(pin: string): Promise<void> {
    const wallet = await this.wallet();
    const again = wallet.getByRole('button', { name: 'Try again', exact: true });
    const done = wallet.getByRole('button', { name: 'Done', exact: true });
    for (let tries = 0; tries < 20 && !(await done.isVisible()); tries++) {
      if (await again.isVisible()) await again.click();
      if (await wallet.getByRole('heading', { name: 'Confirm with PIN' }).isVisible()) await this.enterPin(pin);
      await this.page.waitForTimeout(500);
    }
    await this.outcome('Thank you. Your order is paid.');
    await done.click();
  }

  /** Has the page open a screen of the wallet. */
  async openWallet(view: 'home' | 'settings'): Promise<void> {
    await this.page.evaluate((wanted) => (globalThis as unknown as ShopWindow).document.querySelector('alcove-wallet').wallet.open(wanted), view);
  }

  /** `provider.request` from the page's own code. */
  async request(method: string, params?: unknown): Promise<Outcome> {
    return await this.page.evaluate(
      async ([name, args]) => {
        const { provider } = (globalThis as unknown as ShopWindow).document.querySelector('alcove-wallet');
        try {
          return { result: await provider.request(args === undefined ? { method: name } : { method: name, params: args }) };
        } catch (error) {
          const { code, message, data } = error as { code: number; message: string; data?: { reason?: string } };
          return { error: data === undefined ? { code, message } : { code, message, data } };
        }
      },
      [method, params] as const,
    );
  }
}
