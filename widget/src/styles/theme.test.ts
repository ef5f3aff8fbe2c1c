import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { themePresets } from '../../../host-sdk/src/contract/theme-presets.ts';
import { themeTokens } from '../../../host-sdk/src/contract/theme-tokens.ts';
import { type Color, parseColor, toHex } from '../../../host-sdk/src/contract/theme-values.ts';
import { contrast } from './color.ts';
import { useTokens } from './testing/use-tokens.ts';
import { applyTheme } from './theme.ts';

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
afterEach(() => {
  applyTheme({});
  delete root.dataset.scheme;
});

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
    const { rejected } = applyTheme({
      '--alcove-color-accent': '#c2185b',
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
    ['--alcove-color-accent', 'red'],
    ['--alcove-color-accent', '#fff0'],
    ['--alcove-color-accent', 'light-dark(#fff, url(x))'],
    ['--alcove-color-accent', ''],
    ['--alcove-surface', 'rgba(0,0,0,0)'],
    ['--alcove-radius-card', '33px'],
    ['--alcove-radius-card', '-1px'],
    ['--alcove-radius-card', '1em'],
    ['--alcove-radius-card', 'calc(1px + 1vw)'],
    ['--alcove-density', '2'],
    ['--alcove-text-m', '8px'],
    ['--alcove-duration-fast', '9s'],
    ['--alcove-ease-out', 'cubic-bezier(0, 9, 0, 1)'],
    ['--alcove-ease-out', 'steps(4, url(x))'],
    ['--alcove-button-case', 'capitalize'],
    ['--alcove-font', 'a\\'],
    ['--alcove-font', 'a", "b; }'],
    ['--alcove-font', 'var(--x)'],
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
      expect(applyTheme(tokens).rejected).to.deep.equal([token]);
      expect([...root.style].filter((name) => name.startsWith('--alcove-'))).to.deep.equal([]);
      expect(root.dataset.scheme).to.equal(undefined);
    });
  }

  it('refuses a value that is not text', () => {
    const tokens = JSON.parse('{"--alcove-color-accent": 5}') as { [token: string]: string };
    expect(applyTheme(tokens).rejected).to.deep.equal(['--alcove-color-accent']);
  });

  it('takes one colour for each scheme', () => {
    expect(applyTheme({ '--alcove-color-accent': 'light-dark(#0a5c36, #58d68d)' })).to.deep.include({ rejected: [], corrected: [] });
    root.dataset.scheme = 'light';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal('#0a5c36');
    root.dataset.scheme = 'dark';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal('#58d68d');
  });

  it('starts from the own look again each time', () => {
    root.dataset.scheme = 'light';
    const own = toHex(colorOf('accent-fill-loud'));
    delete root.dataset.scheme;
    applyTheme({ '--alcove-color-accent': '#c2185b', '--alcove-scheme': 'dark' });
    expect(root.dataset.scheme).to.equal('dark');
    applyTheme({});
    expect(root.dataset.scheme).to.equal(undefined);
    root.dataset.scheme = 'light';
    expect(toHex(colorOf('accent-fill-loud'))).to.equal(own);
  });

  it('leaves the marks of trust as they are, whatever is asked', () => {
    root.dataset.scheme = 'light';
    const before = TRUST_PAIRS.flat().map((role) => toHex(colorOf(role)));
    applyTheme(Object.fromEntries(Object.entries(themeTokens).map(([name, kind]) => [`--alcove-${name}`, kind === 'color' ? '#808080' : 'light'])));
    root.dataset.scheme = 'light';
    expect(TRUST_PAIRS.flat().map((role) => toHex(colorOf(role)))).to.deep.equal(before);
  });

  const color = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((channels) => toHex(channels));
  it('can be read whatever the colours are', () => {
    fc.assert(
      fc.property(color, color, color, fc.constantFrom('light', 'dark'), (accent, surface, onSurface, scheme) => {
        applyTheme({ '--alcove-color-accent': accent, '--alcove-color-surface': surface, '--alcove-color-text': onSurface });
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
  }).timeout(30_000);
  for (const surface of ['#757575', '#767676', '#777777', '#808080', '#737373', '#c0392b']) {
    it(`can be read on ${surface}, where black and white are about as good`, () => {
      applyTheme({ '--alcove-color-accent': surface, '--alcove-color-surface': surface, '--alcove-color-text': surface });
      expectReadable(TEXT_PAIRS, 4.5, surface);
    });
  }
});

describe('a role by itself', () => {
  it('is taken as it is where it can be read, and is corrected and reported where it cannot', () => {
    const { rejected, corrected } = applyTheme({
      '--alcove-color-accent': 'light-dark(#0a5c36, #58d68d)',
      '--alcove-on-surface-quiet': '#dddddd',
      '--alcove-focus': '#777777',
    });
    expect(rejected).to.deep.equal([]);
    expect(corrected.map(({ token, given }) => [token, given])).to.deep.equal([['--alcove-on-surface-quiet', '#dddddd']]);
    root.dataset.scheme = 'light';
    expectReadable(TEXT_PAIRS, 4.5);
  });

  it('wins over the palette, as the order of the tiers says', () => {
    applyTheme({ '--alcove-radius': '20px', '--alcove-radius-field': '2px', '--alcove-density': '0.8', '--alcove-space-2': '10px' });
    const style = getComputedStyle(root);
    const read = (...names: readonly string[]) => names.map((name) => style.getPropertyValue(`--alcove-${name}`));
    expect(read('radius-card', 'radius-field', 'space-2', 'space-4', 'button-height')).to.deep.equal(['20px', '2px', '10px', '12.8px', '44px']);
  });

  it('gives way to what the person chose', () => {
    root.style.colorScheme = 'light';
    applyTheme({ '--alcove-scheme': 'dark' });
    expect(getComputedStyle(root).colorScheme).to.equal('light');
    root.style.colorScheme = '';
  });
});

describe('presets', () => {
  it('are eight or more, each with a name of its own', () => {
    expect(new Set(themePresets.map(({ name }) => name)).size).to.equal(themePresets.length);
    expect(themePresets.length).to.be.at.least(8);
  });
  for (const { name, tokens } of themePresets) {
    it(`${name}: is taken whole, needs no correction, and reads in both schemes`, () => {
      expect(applyTheme(tokens)).to.deep.include({ rejected: [], corrected: [] });
      for (const scheme of ['light', 'dark']) {
        root.dataset.scheme = scheme;
        expectReadable(TEXT_PAIRS, 4.5, `${name} ${scheme}`);
        expectReadable(CONTROL_PAIRS, 3, `${name} ${scheme}`);
      }
    });
  }
  it('differ from one another in shape, density and type, not in hue alone', () => {
    const shapes = themePresets.map(({ tokens }) =>
      ['radius', 'density', 'font', 'font-display', 'button-case', 'text-scale', 'display-weight'].map((name) => tokens[`--alcove-${name}`]).join('|'),
    );
    expect(new Set(shapes).size).to.equal(themePresets.length);
  });
});
