import type { Language } from '../../host-sdk/src/contract/types.ts';
import { languages, type Scheme, type SizeName, schemes } from './browser.ts';

/*
 * What is looked at, as data: which state, in which window, scheme and language, and for what.
 */

/**
 * - `picture`: it looks as its baseline does.
 * - `axe`: axe finds nothing against WCAG 2.2 AA.
 * - `heading`: the heading has the focus, and a live region says it.
 * - `tab`: the Tab key reaches every control once, in the order of the document, and shows where it is.
 * - `cut`: nothing scrolls sideways, is cut off, or reaches out of the page.
 * - `targets`: what a finger is meant for measures 44 px and more.
 * - `motion`: nothing moves where a person wants no motion.
 */
export type Check = 'picture' | 'axe' | 'heading' | 'tab' | 'cut' | 'targets' | 'motion';

export type Look = {
  readonly state: string;
  readonly size: SizeName;
  readonly scheme: Scheme;
  readonly language: Language;
  readonly checks: readonly Check[];
};

/** The name of a look at a state: `phone-dark-ko`. */
export const shotOf = ({ size, scheme, language }: Look): string => `${size}-${scheme}-${language}`;

const small: readonly Check[] = ['heading', 'cut', 'targets', 'motion'];

/** Everything: pictures and axe in both sizes, both schemes and all languages; the rest wherever its answer can differ. */
export function allLooks(states: readonly string[]): readonly Look[] {
  return states.flatMap((state) =>
    languages.flatMap((language) => [
      ...schemes.flatMap((scheme): readonly Look[] => [
        { state, size: 'phone', scheme, language, checks: ['picture', 'axe'] },
        { state, size: 'desk', scheme, language, checks: language === 'en' && scheme === 'light' ? ['picture', 'axe', 'tab'] : ['picture', 'axe'] },
      ]),
      { state, size: 'small', scheme: 'light', language, checks: small },
      { state, size: 'zoomed', scheme: 'light', language, checks: ['cut'] },
    ]),
  );
}

const at = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

/** The same for a name whatever other names there are, so that a new state moves no other's look. */
const numberOf = (name: string): number => [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7);

/** Every state and every check, each once: sizes, schemes and languages go round by the state's name, so that a minute is enough. */
export function someLooks(states: readonly string[]): readonly Look[] {
  return states.flatMap((state): readonly Look[] => {
    const number = numberOf(state);
    const turn = Math.floor(number / schemes.length);
    return [
      { state, size: 'phone', scheme: at(schemes, number), language: at(languages, turn), checks: ['picture', 'axe'] },
      { state, size: 'desk', scheme: at(schemes, number + 1), language: at(languages, turn + 1), checks: ['picture', 'tab'] },
      { state, size: 'small', scheme: at(schemes, number), language: at(languages, turn + 2), checks: small },
    ];
  });
}
