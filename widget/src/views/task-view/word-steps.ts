import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { AlcContinueEvent, AlcWordsEvent } from '../../events.ts';
import type { TaskStep } from '../../state/task.ts';
import { fieldStyles } from '../field.styles.ts';
import { ScreenElement } from '../screen-element.ts';

export type Step<Name extends TaskStep['name']> = Extract<TaskStep, { readonly name: Name }>;

const kitWordCount = 24;

/** The steps in which words are typed. What was typed is in the fields alone, and leaves them with the screen. */
export abstract class WordSteps extends ScreenElement {
  static override styles = [ScreenElement.styles, fieldStyles];

  @state() private wordCount = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const input of this.fields('input,textarea')) input.value = '';
  }

  /** What Enter does in a field of one line. */
  protected abstract submit(): void;

  protected renderMain(id: string, label: string, act: () => void): TemplateResult {
    return html`<alc-button id=${id} variant="primary" full @click=${act}>${label}</alc-button>`;
  }

  protected renderEnterWords({ problem }: Step<'enter-words'>, isKit: boolean): TemplateResult {
    const what =
      problem === null
        ? ''
        : problem === 'words_invalid'
          ? msg('These are not recovery words. Look for a slip in the spelling or the order.', { id: 'words.invalid' })
          : msg('These words do not open this wallet. Check them, and the passphrase.', { id: 'words.wrong' });
    return html`${this.renderHeader({ back: true })}
      <div class="content" @keydown=${this.onKeyDown}>
        <h1 tabindex="-1">${msg('Enter your words', { id: 'words.title' })}</h1>
        <p class="lead">${msg('In their order, with a space between them.', { id: 'words.text' })}</p>
        <label class="field"
          >${
            isKit
              ? msg(str`${this.wordCount} of ${kitWordCount} words`, { id: 'words.count-of' })
              : msg(str`${this.wordCount} words (12 to 24)`, { id: 'words.count' })
          }
          <textarea
            class="word"
            id="words"
            rows="5"
            autocomplete="off"
            autocapitalize="none"
            autocorrect="off"
            spellcheck="false"
            translate="no"
            aria-label=${msg('Recovery words', { id: 'words.label' })}
            aria-invalid=${problem !== null}
            @input=${this.#count}
          ></textarea>
        </label>
        ${this.renderProblem(what)} ${isKit ? html`<details><summary>${msg('It has a passphrase', { id: 'words.passphrase' })}</summary>${this.renderPassphrase()}</details>` : nothing}
      </div>
      <div slot="actions" class="actions">${this.renderMain('send-words', msg('Continue', { id: 'action.continue' }), this.sendWords)}</div>`;
  }

  protected renderCheck({ positions, problem }: Step<'check'>): TemplateResult {
    return html`${this.renderHeader({ back: true })}
      <div class="content" @keydown=${this.onKeyDown}>
        <h1 tabindex="-1">${msg('Check your words', { id: 'check.title' })}</h1>
        <p class="lead">${msg('Type these three from what you wrote down.', { id: 'check.text' })}</p>
        <div class="fields">
          ${positions.map(
            (position) => html`<label class="field"
              >${msg(str`Word ${position}`, { id: 'check.word' })}
              <input class="word" autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false" aria-invalid=${problem !== null} />
            </label>`,
          )}
        </div>
        ${this.renderProblem(problem === null ? '' : msg('These are other words. Look again at what you wrote down.', { id: 'check.wrong' }))}
      </div>
      <div slot="actions" class="actions">${this.renderMain('send-words', msg('Continue', { id: 'action.continue' }), this.sendWords)}</div>`;
  }

  protected renderProblem(text: string): TemplateResult {
    return html`<div role="alert">${text === '' ? nothing : html`<p class="problem"><alc-icon name="info"></alc-icon>${text}</p>`}</div>`;
  }

  protected renderPassphrase(): TemplateResult {
    return html`<label class="field"
      >${msg('Passphrase', { id: 'kit.passphrase' })}
      <input class="passphrase" type="password" autocomplete="off" />
    </label>`;
  }

  protected fields(selector: string): readonly (HTMLInputElement | HTMLTextAreaElement)[] {
    return [...this.renderRoot.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(selector)];
  }

  protected readonly proceed = (): void => {
    this.dispatchEvent(new AlcContinueEvent());
  };

  readonly #count = (): void => {
    this.wordCount = this.#words().length;
  };

  /** As people write them down: numbered, on lines, with commas, in capitals. */
  #words(): readonly string[] {
    return this.fields('.word').flatMap(
      ({ value }) =>
        value
          .normalize('NFKD')
          .toLowerCase()
          .match(/[a-z]+/g) ?? [],
    );
  }

  protected readonly sendWords = (): void => {
    const empty = this.fields('.word').find(({ value }) => value.trim() === '');
    if (empty === undefined) this.dispatchEvent(new AlcWordsEvent(this.#words().join(' '), this.fields('.passphrase')[0]?.value ?? ''));
    else empty.focus();
  };

  protected readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.submit();
  };
}
