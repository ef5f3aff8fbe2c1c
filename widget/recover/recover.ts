import { type Kit, KitError, readKit } from './kit-file.ts';
import { language, messages } from './messages.ts';
import { openKit } from './open-kit.ts';
import { pageWords } from './page-words.ts';
import { findUnknown, splitWords, WORD_COUNT } from './words.ts';

/* The page's behaviour. What it shows exists in recover.html; nothing is sent, stored, or put on the clipboard. */

function find<K extends keyof HTMLElementTagNameMap>(tag: K, id: string): HTMLElementTagNameMap[K] {
  const element = document.getElementById(id);
  if (element === null || element.localName !== tag) throw new Error(`recover.html has no <${tag} id="${id}">`);
  return element as HTMLElementTagNameMap[K];
}

const page = {
  form: find('form', 'form'),
  file: find('input', 'file'),
  drop: find('label', 'drop'),
  fileName: find('span', 'file-name'),
  fileNote: find('span', 'file-note'),
  words: find('textarea', 'words'),
  wordsNote: find('p', 'words-note'),
  passphraseField: find('div', 'passphrase-field'),
  passphrase: find('input', 'passphrase'),
  error: find('p', 'error'),
  open: find('button', 'open'),
  openLabel: find('span', 'open-label'),
  progress: find('span', 'progress'),
  result: find('section', 'result'),
  seed: find('ol', 'seed'),
  address: find('p', 'address'),
  resultTitle: find('h2', 'result-title'),
  hide: find('button', 'hide'),
  again: find('button', 'again'),
};

let kit: Kit | null = null;

function showError(error: unknown): void {
  page.error.hidden = false;
  page.error.textContent = error instanceof KitError ? error.message : messages.unexpected;
  const part = error instanceof KitError ? error.part : null;
  page.words.setAttribute('aria-invalid', String(part === 'words'));
  page.passphrase.setAttribute('aria-invalid', String(part === 'passphrase'));
  if (part === 'words') page.words.focus();
  if (part === 'passphrase') page.passphrase.focus();
}

function clearError(): void {
  page.error.hidden = true;
  page.error.textContent = '';
  page.words.setAttribute('aria-invalid', 'false');
  page.passphrase.setAttribute('aria-invalid', 'false');
}

async function takeFile(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  clearError();
  try {
    kit = readKit(await file.text());
    const date = kit.createdAt.toLocaleDateString(language, { dateStyle: 'long' });
    page.fileName.textContent = `${kit.address.slice(0, 6)}…${kit.address.slice(-4)}`;
    page.fileNote.textContent = messages.madeOn(date);
    page.drop.dataset.state = 'good';
    page.passphraseField.hidden = kit.kdf === null;
    if (page.words.value === '') page.words.focus();
  } catch (error) {
    kit = null;
    page.fileName.textContent = messages.chooseFile;
    page.fileNote.textContent = messages.dropFile;
    page.drop.dataset.state = 'bad';
    showError(error);
  }
}

function describeWords(): void {
  const words = splitWords(page.words.value);
  const isTyping = !/[^a-zA-Z]$/.test(page.words.value);
  const unknown = findUnknown(isTyping && words.length < WORD_COUNT ? words.slice(0, -1) : words);
  const count = messages.countOf(words.length, WORD_COUNT);
  const isComplete = words.length === WORD_COUNT && unknown === null;
  page.wordsNote.dataset.state = unknown !== null || words.length > WORD_COUNT ? 'bad' : isComplete ? 'good' : 'plain';
  const meant = unknown === null || unknown.suggestions.length === 0 ? '' : messages.meant(unknown.suggestions.join(', '));
  page.wordsNote.textContent = unknown === null ? count : `${count} · ${messages.unknownNote(unknown.position, unknown.word)}${meant}`;
}

function showSeed(seedWords: readonly string[], address: string): void {
  page.seed.replaceChildren(
    ...seedWords.map((word) => {
      const item = document.createElement('li');
      item.textContent = word;
      return item;
    }),
  );
  page.address.textContent = address;
  page.form.hidden = true;
  page.result.hidden = false;
  page.resultTitle.focus();
}

function isHidden(): boolean {
  return page.seed.dataset.state === 'hidden';
}

function setHidden(hidden: boolean): void {
  page.seed.dataset.state = hidden ? 'hidden' : 'shown';
  page.seed.toggleAttribute('inert', hidden);
  page.hide.textContent = hidden ? messages.showWords : messages.hideWords;
}

async function open(): Promise<void> {
  clearError();
  if (kit === null) {
    showError(new KitError('file', messages.noFile));
    return;
  }
  page.open.disabled = true;
  page.openLabel.textContent = messages.opening;
  try {
    const onProgress = (share: number) => page.progress.style.setProperty('inline-size', `${Math.round(share * 100)}%`);
    const { seedWords, address } = await openKit(kit, page.words.value, page.passphrase.value, onProgress);
    page.words.value = '';
    page.passphrase.value = '';
    setHidden(false);
    showSeed(seedWords, address);
  } catch (error) {
    showError(error);
  } finally {
    page.open.disabled = false;
    page.openLabel.textContent = messages.show;
    page.progress.style.setProperty('inline-size', '0');
  }
}

/** The page is written in English; another language takes the place of its words before anything is typed. */
function showLanguage(): void {
  if (language === 'en') return;
  const words = pageWords[language];
  document.documentElement.lang = language;
  document.title = words.title ?? document.title;
  for (const element of document.querySelectorAll<HTMLElement>('[data-say]')) element.textContent = words[element.dataset.say ?? ''] ?? element.textContent;
  page.words.placeholder = words.placeholder ?? page.words.placeholder;
}

showLanguage();
page.file.addEventListener('change', () => void takeFile(page.file.files?.[0]));
page.drop.addEventListener('dragover', (event) => event.preventDefault());
page.drop.addEventListener('drop', (event) => {
  event.preventDefault();
  void takeFile(event.dataTransfer?.files[0]);
});
page.words.addEventListener('input', describeWords);
page.form.addEventListener('submit', (event) => {
  event.preventDefault();
  void open();
});
page.hide.addEventListener('click', () => setHidden(!isHidden()));
page.again.addEventListener('click', () => {
  page.seed.replaceChildren();
  page.address.textContent = '';
  page.result.hidden = true;
  page.form.hidden = false;
  describeWords();
  page.words.focus();
});
describeWords();
