import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TOKEN_PREFIX, themeTokens } from '../../host-sdk/src/contract/theme-tokens.ts';
import { type Color, parsePair } from '../../host-sdk/src/contract/theme-values.ts';
import type { ThemeReport } from '../../host-sdk/src/contract/types.ts';
import { contrast } from '../../widget/src/styles/color.ts';
import { type Chromium, startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { type Stack, startStack } from '../support/stack.ts';

/*
 * A page that means harm, or has no taste, themes the real wallet across the wall: 10,000 values by chance, with attempts to break out of
 * a declaration among them. Whatever comes, words can be read, nothing leaves the screen's width or gets too small to touch, the content
 * security policy is not even met, and nothing is loaded.
 */

const VALUES = 10_000;
const SEED = 20_261_129;
/** The wallet takes 20 messages a second from a page (widget/src/bridge/rate-limit.ts). */
const PAUSE_MS = 55;

/** xorshift32: the same values in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
const below = chance(SEED);
const oneOf = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;

const hostile = [
  'red; background: url(https://evil.example/a.png)',
  '#fff} :host{display:none} {',
  '#fff</style><script>alert(1)</script>',
  'url(https://evil.example/f.woff2)',
  'image-set("https://evil.example/a.png" 1x)',
  '@import "https://evil.example/a.css"',
  'var(--alcove-trust-fill)',
  'var(--alcove-color-accent, url(//evil.example))',
  'env(safe-area-inset-top)',
  'attr(title)',
  'expression(alert(1))',
  '\\75rl(https://evil.example)',
  'calc(1px * 1e9)',
  'light-dark(#fff, url(x))',
  'element(#secret)',
  'paint(evil)',
  'transparent',
  '#ffffff00',
  'currentColor',
  'Inter, url(x)',
  '"a", "b; }"',
  '-99999px',
  '99999px',
  '1e400px',
  'NaN',
  'none; position: fixed; inset: 0',
  '/*',
  '*/',
  '\u202e\u0000\ud800',
  '"'.repeat(150),
  '('.repeat(199),
];
/** `__proto__` and `constructor` do not get past the bridge at all (widget/src/bridge/walker.test.ts). */
const strangeNames = [
  '--alcove-trust-fill',
  '--alcove-danger-fill-loud',
  '--alcove-__proto__',
  'toString',
  'color',
  '--alcove-',
  '--ALCOVE-RADIUS',
  '--alcove-radius;',
];

const hex = () => `#${below(0x1000000).toString(16).padStart(6, '0')}`;
/** A value that may be right for a token of this kind, at the ends of what is allowed more often than between them. */
function likely(kind: string): string {
  const [type = '', ...bounds] = kind.split(' ');
  if (type === 'color') return oneOf([hex(), hex(), `light-dark(${hex()}, ${hex()})`, '#808080', '#777', '#000', '#fff']);
  if (type === 'font') return oneOf(['Georgia, serif', 'monospace', 'system-ui', 'cursive', 'Impact, sans-serif', `${'W'.repeat(60)}, serif`]);
  if (type === 'easing') return oneOf(['linear', 'ease-in-out', 'cubic-bezier(0, 2, 1, -2)', 'steps(3)']);
  if (type === 'word') return oneOf(bounds);
  if (type === 'preset') return oneOf(['terminal', 'nonesuch']);
  const [least, most] = [Number(bounds[0]), Number(bounds[1])];
  const number = oneOf([least, most, most, least + ((most - least) * below(1_000)) / 1_000, least - 1, most * 2]);
  return `${number}${type === 'number' ? '' : type}`;
}

/** A theme, and how many values it has. Which tokens it leaves out is up to chance as well. */
function someTheme(): { readonly [token: string]: string } {
  const tokens: { [token: string]: string } = Object.create(null);
  for (const [name, kind] of Object.entries(themeTokens)) if (below(8) > 0) tokens[TOKEN_PREFIX + name] = below(7) === 0 ? oneOf(hostile) : likely(kind);
  for (const name of strangeNames) if (below(4) === 0) tokens[name] = oneOf([hex(), oneOf(hostile)]);
  return tokens;
}

/** Words on the grounds that they occur on, and what must stand out from its ground. */
const grounds = ['surface', 'surface-raised', 'surface-hover'];
const pairs: readonly (readonly [front: string, ground: string, ratio: number])[] = [
  ...grounds.flatMap((ground) => ['on-surface', 'on-surface-quiet', 'accent-on-quiet', 'danger-on-surface'].map((front) => [front, ground, 4.5] as const)),
  ['accent-on-loud', 'accent-fill-loud', 4.5],
  ['accent-on-loud', 'accent-fill-loud-hover', 4.5],
  ['accent-on-quiet', 'accent-fill-quiet', 4.5],
  ['border-normal', 'surface', 3],
  ['accent-fill-loud', 'surface', 3],
  ['focus', 'surface', 3],
];

function unreadable({ applied }: ThemeReport): readonly string[] {
  const colorOf = (role: string, scheme: 'light' | 'dark'): Color | undefined => parsePair(applied[TOKEN_PREFIX + role] ?? '')?.[scheme];
  return (['light', 'dark'] as const).flatMap((scheme) =>
    pairs.flatMap(([front, ground, ratio]) => {
      const [words, behind] = [colorOf(front, scheme), colorOf(ground, scheme)];
      const found = words && behind ? contrast(words, behind) : 0;
      return found >= ratio ? [] : [`${front} on ${ground}, ${scheme}: ${found.toFixed(2)}`];
    }),
  );
}

/** The parts of `window` that run inside the page and inside the wallet's frame. */
type Box = { readonly left: number; readonly right: number; readonly height: number; readonly width: number };
type Node = {
  readonly tagName: string;
  readonly shadowRoot: { querySelectorAll(what: string): Iterable<Node> } | null;
  getBoundingClientRect(): Box;
  checkVisibility(options: object): boolean;
};
type Inside = {
  readonly document: {
    querySelectorAll(what: string): Iterable<Node>;
    querySelector(name: 'alcove-wallet'): { readonly wallet: { open(): Promise<void>; setTheme(tokens: object): Promise<ThemeReport> } };
  };
  readonly innerWidth: number;
  addEventListener(name: 'securitypolicyviolation', listener: (event: { readonly violatedDirective: string }) => void): void;
  getComputedStyle(element: Node, part?: string): { readonly fontSize: string; readonly width: string; readonly height: string };
  readonly performance: { getEntriesByType(type: 'resource'): readonly { readonly name: string }[] };
  violations: string[];
};
const inside = globalThis as unknown as Inside;

/** What of the screen in the frame breaks a rule. */
function brokenRules(): readonly string[] {
  const all = function* (roots: Iterable<Node>): Generator<Node> {
    for (const node of roots) {
      yield node;
      if (node.shadowRoot) yield* all(node.shadowRoot.querySelectorAll('*'));
    }
  };
  const problems: string[] = [];
  for (const node of all(inside.document.querySelectorAll('*'))) {
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const name = node.tagName.toLowerCase();
    if (box.right > inside.innerWidth + 1 || box.left < -1) problems.push(`${name} reaches from ${box.left} to ${box.right} of ${inside.innerWidth}`);
    if (name === 'button') {
      // What takes a finger may be larger than what is seen.
      const areas = ['::before', '::after'].map((part) => inside.getComputedStyle(node, part));
      const reach = (side: 'width' | 'height') => Math.max(box[side], ...areas.map((area) => Number.parseFloat(area[side]) || 0));
      if (reach('width') < 43.9 || reach('height') < 43.9) problems.push(`a button is ${reach('width')} × ${reach('height')}`);
    }
    if (Number.parseFloat(inside.getComputedStyle(node).fontSize) < 10.5) problems.push(`${name} has letters of ${inside.getComputedStyle(node).fontSize}`);
  }
  return [...problems, ...inside.violations];
}

let stack: Stack;
let chromium: Chromium;
before(async () => {
  [stack, chromium] = await Promise.all([startStack(), startChromium()]);
  await chromium.context.addInitScript(() => {
    const window = globalThis as unknown as Inside;
    (globalThis as { inside?: Inside }).inside = window;
    window.violations = [];
    window.addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.violations.push(`the policy was met: ${violatedDirective}`));
  });
});
after(async () => {
  await Promise.all([chromium?.stop(), stack?.stop()]);
});

test(`${VALUES} values by chance leave the wallet readable, usable and alone`, async (t) => {
  const shop = await Shop.open(chromium.context, stack.origins.host);
  const frame = await shop.wallet();
  const { wallet, issuer } = stack.origins;
  const fromElsewhere = async () => {
    const loaded = await frame.evaluate(() => inside.performance.getEntriesByType('resource').map(({ name }) => name));
    return loaded.filter((name) => !name.startsWith(wallet) && !name.startsWith(issuer));
  };
  const counts = { themes: 0, values: 0, rejected: 0, corrected: 0 };

  /** Themes by chance on the screen that is shown. */
  async function throwAt(screen: string, values: number): Promise<void> {
    for (const end = counts.values + values; counts.values < end; ) {
      const tokens = someTheme();
      const report = await shop.page.evaluate((theme) => inside.document.querySelector('alcove-wallet').wallet.setTheme(theme), { ...tokens });
      counts.themes += 1;
      counts.values += Object.keys(tokens).length;
      counts.rejected += report.rejected.length;
      counts.corrected += report.corrected.length;
      const about = `${screen}, theme ${counts.themes}: ${JSON.stringify(tokens)}`;
      for (const name of Object.keys(report.applied)) assert.doesNotMatch(name, /trust|danger-fill/, about);
      assert.doesNotMatch(Object.values(report.applied).join(' '), /url|image|[{};\\@<]|var\(|env\(|attr\(|expression/i, about);
      // A theme without a colour leaves the wallet's own, which its style sheet's tests hold.
      if (report.applied[`${TOKEN_PREFIX}surface`] !== undefined) assert.deepEqual(unreadable(report), [], about);
      assert.deepEqual(await frame.evaluate(brokenRules), [], about);
      await shop.page.waitForTimeout(PAUSE_MS);
    }
  }

  await shop.press('Connect');
  await shop.reads(/Continue with/);
  await throwAt('sign-in', VALUES / 2);
  assert.deepEqual(await fromElsewhere(), []);

  // The wallet still works, looking like that.
  await shop.signIn('fuzz@example.com');
  await shop.createWallet('471925');
  await shop.sees(/^Connect to/);
  await shop.tap('Connect');
  await shop.openWallet('home');
  await shop.reads('Receive');
  await throwAt('home', VALUES / 2);
  assert.deepEqual(await fromElsewhere(), []);
  assert.ok(counts.values >= VALUES && counts.rejected > VALUES / 20 && counts.corrected > 100, JSON.stringify(counts));
  t.diagnostic(JSON.stringify(counts));
});
