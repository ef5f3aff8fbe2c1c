import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcPinEvent, AlcTaskChoiceEvent, AlcTaskEvent, AlcWordsEvent } from '../../events.ts';
import type { PinProblem } from '../../state/state.ts';
import type { Task, TaskKind, TaskStep } from '../../state/task.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { Backup } from '../backup-state.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { account, kitBackup, kitStep, kitWords, nowMs, oldPasskey, savings, task, unfinishedKit, wireError } from '../views.mocks.ts';
import './task-view.ts';
import type { AlcTaskView } from './task-view.ts';
import type { AlcWordList } from './word-list.ts';

withTokens();

type More = { readonly backups?: readonly Backup[]; readonly problem?: PinProblem; readonly account?: typeof account };
/** One screen at a time, as in the wallet. */
function show(work: Task | null, { backups = [kitBackup], problem, account: whose = account }: More = {}): Promise<AlcTaskView> {
  fixtureCleanup();
  return fixture<AlcTaskView>(
    html`<alc-task-view .frame=${frame} .task=${work} .backups=${backups} .problem=${problem ?? null} .account=${whose}></alc-task-view>`,
  );
}
const open = (kind: TaskKind, step: TaskStep, more?: More) => show(task(kind, step), more);

/** Counts the events of a type, and keeps the last. */
function listen<T extends Event>(view: HTMLElement, type: string): T[] {
  const events: T[] = [];
  view.addEventListener(type, (event) => events.push(event as T));
  return events;
}

const has = (view: AlcTaskView, selector: string) => view.shadowRoot?.querySelector(selector) !== null;
const hasBack = (view: AlcTaskView) => part(view, 'alc-header').hasAttribute('back');
const fill = (view: AlcTaskView, selector: string, text: string) => {
  const field = part<HTMLInputElement>(view, selector);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

describe('alc-task-view: beginnings', () => {
  it('says what a kit is and where its two halves belong', async () => {
    const view = await open('kit', { name: 'intro' });
    expect(view.headingText).to.equal('Make a recovery kit');
    expect(words(view)).to.contain('Alone it opens nothing');
    expect(hasBack(view)).to.equal(true);
    const chosen = listen<AlcTaskChoiceEvent>(view, 'alc-task-choice');
    part(view, '#start').click();
    expect(chosen.map(({ choice }) => choice)).to.deep.equal([{ passphrase: '' }]);
    await expect(view).to.be.accessible();
  });

  it('takes a passphrase twice, and only when both are the same', async () => {
    const view = await open('kit', { name: 'intro' });
    const chosen = listen<AlcTaskChoiceEvent>(view, 'alc-task-choice');
    part<HTMLDetailsElement>(view, 'details').open = true;
    fill(view, '.passphrase', 'blue door');
    fill(view, '.again', 'blue dor');
    part(view, '#start').click();
    await view.updateComplete;
    expect(chosen).to.have.length(0);
    expect(part(view, '[role="alert"]').textContent).to.contain('differ');
    expect(view.shadowRoot?.activeElement?.className).to.equal('again');
    await expect(view).to.be.accessible();
    fill(view, '.again', 'blue door');
    part(view, '#start').click();
    expect(chosen.map(({ choice }) => choice)).to.deep.equal([{ passphrase: 'blue door' }]);
  });

  it('begins a passkey and an import with one button', async () => {
    for (const kind of ['passkey', 'import'] as const) {
      const view = await open(kind, { name: 'intro' });
      const proceeded = listen(view, 'alc-continue');
      part(view, '#start').click();
      expect(proceeded, kind).to.have.length(1);
      await expect(view).to.be.accessible();
    }
  });

  it('offers a recovery by what is there, and says so where nothing is', async () => {
    const both = await open('recover', { name: 'intro' }, { backups: [oldPasskey, kitBackup] });
    const chosen = listen<AlcTaskChoiceEvent>(both, 'alc-task-choice');
    part(both, '#use-kit').click();
    part(both, '#use-passkey').click();
    expect(chosen.map(({ choice }) => choice)).to.deep.equal([{ factor: 'kit' }, { factor: 'passkey' }]);
    expect(words(both)).to.contain('24 hours');
    await expect(both).to.be.accessible();
    const kit = await open('recover', { name: 'intro' });
    expect([has(kit, '#use-kit'), has(kit, '#use-passkey')]).to.deep.equal([true, false]);
    const none = await open('recover', { name: 'intro' }, { backups: [unfinishedKit] });
    expect([has(none, '#use-kit'), has(none, '#use-passkey')]).to.deep.equal([false, false]);
    expect(words(none)).to.contain('This wallet has no backup');
    const left = listen(none, 'alc-back');
    part(none, '#close').click();
    expect(left).to.have.length(1);
    await expect(none).to.be.accessible();
  });

  it('opens the window and the login inside the click', async () => {
    for (const [kind, name] of [
      ['export', 'window'],
      ['import', 'window'],
      ['export', 'sign-in'],
    ] as const) {
      const view = await open(kind, { name });
      const proceeded = listen(view, 'alc-continue');
      part(view, '#next').click();
      expect(proceeded, `${kind} ${name}`).to.have.length(1);
      await expect(view).to.be.accessible();
    }
  });
});

describe('alc-task-view: the PIN', () => {
  it('says what it is for, takes it, and leads on when it is forgotten', async function () {
    needsKeyboard(this);
    const view = await open('account', { name: 'pin', which: 'current' });
    expect(words(view)).to.contain('Confirm with PIN').and.to.contain('Add an account');
    const pins = listen<AlcPinEvent>(view, 'alc-pin');
    await sendKeys({ type: '493817' });
    await sendKeys({ press: 'Enter' });
    expect(pins.map(({ pin }) => pin)).to.deep.equal(['493817']);
    const tasks = listen<AlcTaskEvent>(view, 'alc-task');
    part(view, '#forgotten').click();
    expect(tasks.map(({ kind }) => kind)).to.deep.equal(['recover']);
    await expect(view).to.be.accessible();
  });

  it('asks for the new one twice, where nothing can be forgotten yet', async () => {
    const choose = await open('pin-change', { name: 'pin', which: 'new' }, { problem: { code: 'mismatch' } });
    expect(choose.headingText).to.equal('Choose a new PIN');
    expect(part<HTMLElement & { problem: PinProblem }>(choose, 'alc-pin-pad').problem.code).to.equal('mismatch');
    expect(has(choose, '#forgotten')).to.equal(false);
    expect((await open('recover', { name: 'pin', which: 'repeat' })).headingText).to.equal('Enter your PIN again');
  });
});

describe('alc-task-view: words', () => {
  it('takes words as people write them down, counts them, and hands the passphrase over', async () => {
    const view = await open('recover', { name: 'enter-words', problem: null });
    const sent = listen<AlcWordsEvent>(view, 'alc-words');
    const box = part<HTMLTextAreaElement>(view, 'textarea');
    expect([box.autocomplete, box.spellcheck, box.getAttribute('autocapitalize')]).to.deep.equal(['off', false, 'none']);
    part(view, '#send-words').click();
    expect(sent).to.have.length(0);
    expect(view.shadowRoot?.activeElement).to.equal(box);
    fill(view, 'textarea', kitWords.map((word, index) => `${index + 1}. ${word.toUpperCase()},`).join('\n'));
    await view.updateComplete;
    expect(words(view)).to.contain('24 of 24 words');
    part<HTMLDetailsElement>(view, 'details').open = true;
    fill(view, '.passphrase', ' Blue door ');
    part(view, '#send-words').click();
    expect(sent.map(({ words: text, passphrase }) => [text, passphrase])).to.deep.equal([[kitWords.join(' '), ' Blue door ']]);
    await expect(view).to.be.accessible();
  });

  it('says what was wrong, keeps what was typed, and forgets it with the screen', async () => {
    const view = await open('recover', { name: 'enter-words', problem: null });
    fill(view, 'textarea', 'cushion');
    view.task = task('recover', { name: 'enter-words', problem: 'factor_wrong' });
    await view.updateComplete;
    const box = part<HTMLTextAreaElement>(view, 'textarea');
    expect(box.value).to.equal('cushion');
    expect(box.getAttribute('aria-invalid')).to.equal('true');
    expect(part(view, '[role="alert"]').textContent).to.contain('do not open this wallet');
    await expect(view).to.be.accessible();
    view.remove();
    expect(box.value).to.equal('');
    const wrong = await open('import', { name: 'enter-words', problem: 'words_invalid' });
    expect(part(wrong, '[role="alert"]').textContent).to.contain('not recovery words');
    expect([words(wrong).includes('12 to 24'), has(wrong, '.passphrase')]).to.deep.equal([true, false]);
  });

  it('asks for three words by their place; Enter goes on once all are there', async function () {
    needsKeyboard(this);
    const view = await open('kit', { name: 'check', positions: [3, 11, 20], problem: 'factor_wrong' });
    expect([...(view.shadowRoot?.querySelectorAll('label') ?? [])].map((label) => label.textContent?.trim())).to.deep.equal(['Word 3', 'Word 11', 'Word 20']);
    expect(part(view, '[role="alert"]').textContent).to.contain('other words');
    await expect(view).to.be.accessible();
    const sent = listen<AlcWordsEvent>(view, 'alc-words');
    part(view, 'input').focus();
    await sendKeys({ type: ' Ticket ' });
    await sendKeys({ press: 'Enter' });
    expect(sent).to.have.length(0);
    await sendKeys({ type: 'harvest' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 'advice' });
    await sendKeys({ press: 'Enter' });
    expect(sent.map(({ words: text }) => text)).to.deep.equal(['ticket harvest advice']);
  });

  it('shows the kit once: first the file is saved, then it goes on', async () => {
    const view = await open('kit', kitStep);
    const list = part<AlcWordList>(view, 'alc-word-list');
    expect([...(list.shadowRoot?.querySelectorAll('li') ?? [])].map((item) => item.textContent)).to.deep.equal(kitWords);
    expect(hasBack(view)).to.equal(false);
    await expect(view).to.be.accessible();
    const saved: { name: string; url: string }[] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      saved.push({ name: this.download, url: this.href });
    };
    try {
      part(view, '#save').click();
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(saved.map(({ name }) => name)).to.deep.equal([kitStep.fileName]);
    const file = await (await fetch(saved[0]?.url ?? '')).arrayBuffer();
    expect(new Uint8Array(file)).to.deep.equal(kitStep.file);
    const proceeded = listen(view, 'alc-continue');
    await view.updateComplete;
    part(view, '#next').click();
    expect(proceeded).to.have.length(1);
    expect(has(view, '#save')).to.equal(true);
    await expect(view).to.be.accessible();
  });

  it('covers words when the person looks elsewhere, and keeps those of the seed covered until asked', async () => {
    const kit = part<AlcWordList>(await open('kit', kitStep), 'alc-word-list');
    const isSeen = (list: AlcWordList) => getComputedStyle(list.shadowRoot?.querySelector('ol') as Element).visibility === 'visible';
    expect(isSeen(kit)).to.equal(true);
    window.dispatchEvent(new Event('blur'));
    await waitUntil(() => !isSeen(kit), 'the words are covered');
    const view = await open('export', { name: 'words', words: kitWords.slice(0, 12) });
    const seed = part<AlcWordList>(view, 'alc-word-list');
    expect(isSeen(seed)).to.equal(false);
    expect(words(view)).to.contain('everything in this wallet');
    await expect(view).to.be.accessible();
    seed.shadowRoot?.querySelector('button')?.click();
    await waitUntil(() => isSeen(seed), 'the words are shown');
    await expect(view).to.be.accessible();
    const proceeded = listen(view, 'alc-continue');
    part(view, '#done').click();
    expect(proceeded).to.have.length(1);
  });
});

describe('alc-task-view: ends', () => {
  it('moves while it works, and says when the browser will ask', async () => {
    const view = await open('passkey', { name: 'working' });
    expect(has(view, 'alc-spinner')).to.equal(true);
    expect(words(view)).to.contain('Your browser asks');
    await expect(view).to.be.accessible();
    expect(words(await open('kit', { name: 'working' }))).not.to.contain('Your browser asks');
  });

  it('says for each task what is now true', async () => {
    const headings = new Map<TaskKind, string>();
    for (const kind of ['pin-change', 'kit', 'passkey', 'recover', 'account', 'import', 'remove-backup'] as const) {
      const view = await open(kind, { name: 'done', holdUntilMs: null });
      headings.set(kind, view.headingText);
      const proceeded = listen(view, 'alc-continue');
      part(view, '#done').click();
      expect(proceeded, kind).to.have.length(1);
      await expect(view).to.be.accessible();
    }
    expect(new Set(headings.values()).size).to.equal(6);
    expect(headings.get('recover')).to.equal(headings.get('pin-change'));
  });

  it('shows the address that was added, and until when money is held', async () => {
    const added = await open('account', { name: 'done', holdUntilMs: null }, { account: savings });
    expect(part(added, 'alc-address').getAttribute('address')).to.equal(savings.address);
    const held = await open('recover', { name: 'done', holdUntilMs: nowMs });
    expect(words(held)).to.contain('2026').and.to.contain('large payments');
  });

  it('says what failed and offers the step that can help', async () => {
    const cases = [
      [wireError(-32083, 'kms_unavailable'), 'retry', 'Try again'],
      [wireError(-32603, 'login_stale'), 'retry', 'Sign in again'],
      [wireError(-32085, 'pin_locked'), 'recover', 'Use a backup'],
      [wireError(-32603, 'hold'), 'close', 'Close'],
    ] as const;
    for (const [error, id, label] of cases) {
      const view = await open('export', { name: 'failed', error });
      expect(part(view, `#${id}`).textContent?.trim(), error.data?.reason).to.equal(label);
      expect(has(view, '#retry'), error.data?.reason).to.equal(id === 'retry');
      const left = listen(view, 'alc-back');
      part(view, '#close').click();
      expect(left).to.have.length(1);
      await expect(view).to.be.accessible();
    }
  });

  it('without a task says that the PIN is gone, what is safe, and the one way back', async () => {
    const view = await show(null);
    expect(view.headingText).to.equal('Your PIN is locked');
    expect(words(view)).to.contain('Your money has not moved');
    const tasks = listen<AlcTaskEvent>(view, 'alc-task');
    part(view, '#recover').click();
    expect(tasks.map(({ kind }) => kind)).to.deep.equal(['recover']);
    const out = listen(view, 'alc-sign-out');
    part(view, '#sign-out').click();
    expect(out).to.have.length(1);
    await expect(view).to.be.accessible();
  });
});
