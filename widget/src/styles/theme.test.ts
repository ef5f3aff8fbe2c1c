import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { type Color, contrast, parseColor, toHex } from './color.ts';
import { useTokens } from './testing/use-tokens.ts';
import { applyTheme, themeTokens } from './theme.ts';

const root = document.documentElement;

/** Words on grounds that occur on the screens. */
const TEXT_PAIRS: readonly (readonly [string, string])[] = [
  ...['surface', 'surface-raised', 'surface-hover'].flatMap((ground) =>
    ['on-surface', 'on-surface-quiet', 'accent-on-quiet', 'good-on-surface', 'caution-on-surface', 'danger-on-surface'].map((text) => [text, ground] as const),
  ),
  ['accent-on-loud', 'accent-fill-loud'],
  ['accent-on-loud', 'accent-fill-loud-hover'],
  ['accent-on-quiet', 'accent-fill-quiet'],
  ['accent-on-quiet', 'accent-fill-quiet-hover'],
];
const TRUST_PAIRS: readonly (readonly [string, string])[] = [
  ['danger-on-loud', 'danger-fill-loud'],
  ['danger-on-loud', 'danger-fill-loud-hover'],
  ['good-on-quiet', 'good-fill-quiet'],
  ['caution-on-quiet', 'caution-fill-quiet'],
  ['danger-on-quiet', 'danger-fill-quiet'],
  ['danger-on-quiet', 'trust-surface'],
  ['info-on-quiet', 'info-fill-quiet'],
  ['trust-on', 'trust-fill'],
  ['trust-on', 'trust-surface'],
  ['trust-on-quiet', 'trust-surface'],
  ['trust-on-quiet', 'trust-fill'],
  ['trust-on-quiet', 'trust-pattern'],
  ['trust-on', 'good-fill-quiet'],
  ['trust-on', 'caution-fill-quiet'],
  ['trust-on', 'danger-fill-quiet'],
];
/** Edges and fills that make a control a control. */
const CONTROL_PAIRS: readonly (readonly [string, string])[] = [
  ['border-normal', 'surface'],
  ['accent-fill-loud', 'surface'],
  ['focus', 'surface'],
  ['danger-fill-loud', 'trust-surface'],
  ['trust-border', 'trust-surface'],
];

let probe: HTMLElement;
let dropTokens: () => void;

/** The colour a role really has, as the browser computes it. */
const colorOf = (role: string): Color => {
  probe.style.color = `var(--alcove-${role})`;
  const color = parseColor(getComputedStyle(probe).color);
  if (color === null) throw new Error(`${role} is no opaque colour: ${getComputedStyle(probe).color}`);
  return color;
};

const expectReadable = (pairs: readonly (readonly [string, string])[], minRatio: number, about = ''): void => {
  for (const [text, ground] of pairs) {
    const ratio = contrast(colorOf(text), colorOf(ground));
    expect(ratio, `${text} on ${ground} ${about}: ${toHex(colorOf(text))} on ${toHex(colorOf(ground))}`).to.be.at.least(minRatio);
  }
};

before(async () => {
  dropTokens = await useTokens();
  probe = document.body.appendChild(document.createElement('div'));
});
after(() => {
  applyTheme({});
  probe.remove();
  dropTokens();
});
afterEach(() => void applyTheme({}));

describe('tokens.css', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`reads at 4.5:1 and shows controls at 3:1, ${scheme}`, () => {
      root.dataset.scheme = scheme;
      expectReadable([...TEXT_PAIRS, ...TRUST_PAIRS], 4.5);
      expectReadable(CONTROL_PAIRS, 3);
    });
  }
  it('has another surface in each scheme', () => {
    root.dataset.scheme = 'light';
    const light = toHex(colorOf('surface'));
    root.dataset.scheme = 'dark';
    expect(toHex(colorOf('surface'))).not.to.equal(light);
  });
});

describe('applyTheme', () => {
  it('sets what is allowed and names what is not, in order', () => {
    const rejected = applyTheme({
      '--alcove-accent': '#c2185b',
      '--alcove-danger-fill-loud': '#ffffff',
      '--alcove-radius-card': '8px',
      '--alcove-trust-fill': '#000000',
      color: 'red',
    });
    expect(rejected).to.deep.equal(['--alcove-danger-fill-loud', '--alcove-trust-fill', 'color']);
    root.dataset.scheme = 'light';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal('#c2185b');
    expect(getComputedStyle(root).getPropertyValue('--alcove-radius-card')).to.equal('8px');
  });

  for (const [token, value] of [
    ['--alcove-accent', 'red'],
    ['--alcove-accent', '#fff0'],
    ['--alcove-accent', 'light-dark(#fff, url(x))'],
    ['--alcove-accent', ''],
    ['--alcove-surface', 'rgba(0,0,0,0)'],
    ['--alcove-radius-card', '33px'],
    ['--alcove-radius-card', '-1px'],
    ['--alcove-radius-card', '1em'],
    ['--alcove-font', 'url(https://evil.example/f.woff2)'],
    ['--alcove-font', 'Inter; background: url(x)'],
    ['--alcove-font', 'a'.repeat(201)],
    ['--alcove-scheme', 'sepia'],
    ['__proto__', '#fff'],
    ['constructor', '#fff'],
    ['toString', '#fff'],
  ] as const) {
    it(`refuses ${token}: ${value.slice(0, 40)} and changes nothing`, () => {
      const tokens = Object.fromEntries([[token, value]]);
      expect(applyTheme(tokens)).to.deep.equal([token]);
      expect([...root.style].filter((name) => name.startsWith('--alcove-'))).to.deep.equal([]);
      expect(root.dataset.scheme).to.equal(undefined);
    });
  }

  it('refuses a value that is not text', () => {
    const tokens = JSON.parse('{"--alcove-accent": 5}') as { [token: string]: string };
    expect(applyTheme(tokens)).to.deep.equal(['--alcove-accent']);
  });

  it('takes one colour for each scheme', () => {
    expect(applyTheme({ '--alcove-accent': 'light-dark(#0a5c36, #58d68d)' })).to.deep.equal([]);
    root.dataset.scheme = 'light';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal('#0a5c36');
    root.dataset.scheme = 'dark';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal('#58d68d');
  });

  it('starts from the own look again each time', () => {
    root.dataset.scheme = 'light';
    const own = toHex(colorOf('accent-fill-loud'));
    applyTheme({ '--alcove-accent': '#c2185b', '--alcove-scheme': 'dark' });
    expect(root.dataset.scheme).to.equal('dark');
    applyTheme({});
    root.dataset.scheme = 'light';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal(own);
  });

  it('leaves the marks of trust as they are, whatever is asked', () => {
    root.dataset.scheme = 'light';
    const before = TRUST_PAIRS.flat().map((role) => toHex(colorOf(role)));
    applyTheme(Object.fromEntries(Object.keys(themeTokens).map((token) => [token, themeTokens[token] === 'color' ? '#808080' : 'light'])));
    root.dataset.scheme = 'light';
    expect(TRUST_PAIRS.flat().map((role) => toHex(colorOf(role)))).to.deep.equal(before);
  });

  const color = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((channels) => toHex(channels));
  it('can be read whatever the colours are', () => {
    fc.assert(
      fc.property(color, color, color, fc.constantFrom('light', 'dark'), (accent, surface, onSurface, scheme) => {
        applyTheme({ '--alcove-accent': accent, '--alcove-surface': surface, '--alcove-on-surface': onSurface });
        root.dataset.scheme = scheme;
        expectReadable(TEXT_PAIRS, 4.5, `for ${accent} ${surface} ${onSurface}`);
        expectReadable(
          [
            ['border-normal', 'surface'],
            ['accent-fill-loud', 'surface'],
          ],
          3,
          `for ${accent} ${surface} ${onSurface}`,
        );
      }),
      { numRuns: 150, seed: 20261122 },
    );
  });
  for (const surface of ['#757575', '#767676', '#777777', '#808080', '#737373', '#c0392b']) {
    it(`can be read on ${surface}, where black and white are about as good`, () => {
      applyTheme({ '--alcove-accent': surface, '--alcove-surface': surface, '--alcove-on-surface': surface });
      expectReadable(TEXT_PAIRS, 4.5, surface);
    });
  }
});
