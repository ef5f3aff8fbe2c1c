/** What the launcher says, in the languages of the wallet. */
export type LauncherWords = {
  readonly connect: string;
  readonly waiting: string;
  readonly failed: string;
  /** `{address}` is the account, `{balance}` what it holds. */
  readonly connected: string;
};

const words: { readonly [language: string]: LauncherWords } = {
  en: {
    connect: 'Connect wallet',
    waiting: 'Opening the wallet',
    failed: 'Wallet not available. Try again',
    connected: 'Open wallet, {address} {balance}',
  },
  ko: {
    connect: '지갑 연결',
    waiting: '지갑을 여는 중',
    failed: '지갑을 사용할 수 없어요. 다시 시도',
    connected: '지갑 열기, {address} {balance}',
  },
  ja: {
    connect: 'ウォレットを接続',
    waiting: 'ウォレットを開いています',
    failed: 'ウォレットを利用できません。再試行',
    connected: 'ウォレットを開く、{address} {balance}',
  },
};

/** The words in the language of the part of the page where the element stands, else of the browser. */
export function launcherWords(element: Element): LauncherWords {
  const language = element.closest<HTMLElement>('[lang]')?.lang || navigator.language;
  return words[language.slice(0, 2).toLowerCase()] ?? (words.en as LauncherWords);
}
