import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import type { IconName } from '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-pin-pad/alc-pin-pad.ts';
import '../../elements/alc-spinner/alc-spinner.ts';
import '../../elements/alc-tick/alc-tick.ts';
import { AlcBackEvent, AlcSignOutEvent, AlcTaskChoiceEvent } from '../../events.ts';
import { shortAddress } from '../../i18n/format.ts';
import type { Account, PinProblem } from '../../state/state.ts';
import type { RecoveryFactor, Task, TaskStep } from '../../state/task.ts';
import { type Backup, isGood } from '../backup-state.ts';
import { errorText } from '../error-text.ts';
import { forgottenPin, recoverButton } from '../forgotten-pin.ts';
import { saveFile } from './save-file.ts';
import { doneText, introText, taskName } from './task-text.ts';
import { taskViewStyles } from './task-view.styles.ts';
import './word-list.ts';
import { type Step, WordSteps } from './word-steps.ts';

const icons: Readonly<Partial<Record<Task['kind'], IconName>>> = { kit: 'file-text', import: 'wallet', export: 'lock' };

/**
 * @summary What a person does with the keys themselves, one step at a time; without a task, that the PIN is destroyed and the way back.
 * @event {AlcContinueEvent} alc-continue - The next step.
 * @event {AlcTaskChoiceEvent} alc-task-choice - Passphrase of a kit, or how to prove a recovery.
 * @event {AlcPinEvent} alc-pin - From the key pad.
 * @event {AlcWordsEvent} alc-words - All words, or those asked for.
 * @event {AlcTaskEvent} alc-task - `recover`: the PIN is forgotten or destroyed.
 * @event {AlcBackEvent} alc-back - One step back; from the first one, out.
 * @event {AlcSignOutEvent} alc-sign-out - The way out of a wallet whose PIN is destroyed.
 */
@customElement('alc-task-view')
export class AlcTaskView extends WordSteps {
  static override styles = [WordSteps.styles, taskViewStyles];

  @property({ attribute: false }) task: Task | null = null;
  /** Why the last PIN was not taken. */
  @property({ attribute: false }) problem: PinProblem | null = null;
  @property({ attribute: false }) backups: readonly Backup[] = [];
  /** The account a finished task is about. */
  @property({ attribute: false }) account: Account | null = null;

  @state() private isSaved = false;
  @state() private differ = false;

  override render() {
    return html`<alc-sheet>${this.task === null ? this.#renderDestroyed() : this.#renderStep(this.task, this.task.step)}</alc-sheet>`;
  }

  #renderStep(task: Task, step: TaskStep): TemplateResult {
    switch (step.name) {
      case 'intro':
        return task.kind === 'recover' ? this.#renderRecover() : this.#renderIntro(task);
      case 'window':
        return this.#renderNext(
          taskName(task.kind),
          msg('Secret words are shown and typed only in a window of their own, where no other page is around them.', { id: 'window.text' }),
          msg('Open the window', { id: 'window.open' }),
        );
      case 'sign-in':
        return this.#renderNext(
          taskName(task.kind),
          msg('For this you must have signed in within the last five minutes.', { id: 'error.login-stale.what' }),
          msg('Sign in again', { id: 'action.sign-in-again' }),
        );
      case 'pin':
        return this.#renderPin(task, step);
      case 'enter-words':
        return this.renderEnterWords(step, task.kind === 'recover');
      case 'working':
        return this.#renderWorking(task);
      case 'kit':
        return this.#renderKit(step);
      case 'check':
        return this.renderCheck(step);
      case 'words':
        return this.#renderWords(step);
      case 'done':
        return this.#renderDone(task, step);
      case 'failed':
        return this.#renderFailed(step.error);
    }
  }

  #renderNext(heading: string, text: string, button: string): TemplateResult {
    return html`${this.renderHeader({ back: true })}
      <div class="content">
        <div class="mark"><alc-icon name=${icons[this.task?.kind ?? 'kit'] ?? 'key'}></alc-icon></div>
        <h1 tabindex="-1">${heading}</h1>
        <p class="lead">${text}</p>
      </div>
      <div slot="actions" class="actions">${this.renderMain('next', button, this.proceed)}</div>`;
  }

  #renderIntro({ kind }: Task): TemplateResult {
    const start = kind === 'kit' ? this.#startKit : this.proceed;
    return html`${this.renderHeader({ back: true })}
      <div class="content">
        <div class="mark"><alc-icon name=${icons[kind] ?? 'key'}></alc-icon></div>
        <h1 tabindex="-1">${taskName(kind)}</h1>
        <p class="lead">${introText(kind)}</p>
        ${kind === 'kit' ? this.#renderKitPoints() : nothing}
      </div>
      <div slot="actions" class="actions">${this.renderMain('start', msg('Continue', { id: 'action.continue' }), start)}</div>`;
  }

  #renderKitPoints(): TemplateResult {
    return html`<ul class="points">
        <li>
          <alc-icon name="file-text"></alc-icon>
          <span>${msg('Keep the file where you keep documents. Alone it opens nothing.', { id: 'kit.file' })}</span>
        </li>
        <li>
          <alc-icon name="lock"></alc-icon>
          <span>${msg('Write the words on paper and show them to nobody.', { id: 'kit.words' })}</span>
        </li>
      </ul>
      <details>
        <summary>${msg('Add a passphrase', { id: 'kit.passphrase-add' })}</summary>
        <div class="fields" @keydown=${this.onKeyDown}>
          <p class="small">${msg('Asked for besides the words. Nobody can look it up for you.', { id: 'kit.passphrase-text' })}</p>
          ${this.renderPassphrase()}
          <label class="field"
            >${msg('Passphrase again', { id: 'kit.passphrase-again' })}
            <input class="again" type="password" autocomplete="off" aria-invalid=${this.differ} />
          </label>
          ${this.renderProblem(this.differ ? msg('The two differ.', { id: 'kit.passphrase-differ' }) : '')}
        </div>
      </details>`;
  }

  #renderRecover(): TemplateResult {
    const has = (kind: RecoveryFactor) => this.backups.some((backup) => backup.kind === kind && isGood(backup));
    const choose = (factor: RecoveryFactor) => () => this.dispatchEvent(new AlcTaskChoiceEvent({ factor }));
    const kit = has('kit');
    const passkey = has('passkey');
    const none = !kit && !passkey;
    return html`${this.renderHeader({ back: true })}
      <div class="content">
        <div class="mark" data-level=${none ? 'caution' : nothing}><alc-icon name=${none ? 'alert-triangle' : 'key'}></alc-icon></div>
        <h1 tabindex="-1">${taskName('recover')}</h1>
        <p class="lead">${
          none
            ? msg('This wallet has no backup, so nobody can open it without its PIN. If you may still remember it, go back.', { id: 'recover.none' })
            : introText('recover')
        }</p>
        ${
          none
            ? nothing
            : html`<p class="note">
                <alc-icon name="clock"></alc-icon>
                <span>${msg('For 24 hours afterwards large payments are refused, in case it was not you.', { id: 'recover.hold-note' })}</span>
              </p>`
        }
      </div>
      <div slot="actions" class="actions">
        ${kit ? this.renderMain('use-kit', msg('Enter the words of my kit', { id: 'recover.kit' }), choose('kit')) : nothing}
        ${
          passkey
            ? html`<alc-button id="use-passkey" variant=${kit ? 'secondary' : 'primary'} full @click=${choose('passkey')}
                >${msg('Use my passkey', { id: 'recover.passkey' })}</alc-button
              >`
            : nothing
        }
        ${none ? this.#renderClose() : nothing}
      </div>`;
  }

  #renderPin({ kind }: Task, { which }: Step<'pin'>): TemplateResult {
    const text = {
      current: () => [msg('Confirm with PIN', { id: 'pin.title' }), taskName(kind)],
      new: () => [msg('Choose a new PIN', { id: 'task.recover' }), msg('6 to 12 digits. Not a birthday, not a pattern.', { id: 'create.choose.text' })],
      repeat: () => [
        msg('Enter your PIN again', { id: 'create.confirm.title' }),
        msg('So that a slip of the finger does not lock you out.', { id: 'create.confirm.text' }),
      ],
    }[which]();
    return html`${this.renderHeader({ back: true })}
      <div class="content pad">
        <h1 tabindex="-1">${text[0]}</h1>
        <p class="lead">${text[1]}</p>
        <alc-pin-pad id="pad" length-min="6" length-max="12" .problem=${this.problem}></alc-pin-pad>
        ${which === 'current' ? forgottenPin(this) : nothing}
      </div>`;
  }

  #renderWorking({ kind }: Task): TemplateResult {
    return html`${this.renderHeader()}
      <div class="content centred waiting">
        <div class="mark"><alc-spinner></alc-spinner></div>
        <h1 tabindex="-1">${msg('One moment', { id: 'task.working' })}</h1>
        <p class="lead">${
          kind === 'passkey'
            ? msg('Your browser asks for the passkey.', { id: 'passkey.working' })
            : msg('This takes a few seconds.', { id: 'task.working-text' })
        }</p>
      </div>`;
  }

  #renderKit({ words, fileName, file }: Step<'kit'>): TemplateResult {
    const save = () => {
      saveFile(fileName, file);
      this.isSaved = true;
    };
    const label = msg('Save the file', { id: 'kit.save' });
    return html`${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${msg('Your recovery kit', { id: 'kit.title' })}</h1>
        <p class="lead">${msg('Write down the 24 words. They are shown only now.', { id: 'kit.write' })}</p>
        <div class="card document">
          <p>
            <alc-icon name="file-text"></alc-icon>${msg('Recovery kit', { id: 'backup.kit' })}
            ${this.account === null ? nothing : html`<code>${shortAddress(this.account.address)}</code>`}
          </p>
          <alc-word-list id="words" .words=${words}></alc-word-list>
        </div>
      </div>
      <div slot="actions" class="actions">
        ${
          this.isSaved
            ? html`${this.renderMain('next', msg('I have the file and the words', { id: 'kit.have' }), this.proceed)}
                <alc-button id="save" variant="quiet" full @click=${save}>${label}</alc-button>`
            : this.renderMain('save', label, save)
        }
      </div>`;
  }

  #renderWords({ words }: Step<'words'>): TemplateResult {
    return html`${this.renderHeader()}
      <div class="content">
        <h1 tabindex="-1">${msg('Your secret words', { id: 'export.title' })}</h1>
        <alc-banner level="danger">${msg('Whoever has these words has everything in this wallet. Nobody you can trust ever asks for them.', { id: 'export.warning' })}</alc-banner>
        <div class="card document"><alc-word-list id="words" covered .words=${words}></alc-word-list></div>
      </div>
      <div slot="actions" class="actions">${this.renderMain('done', msg('Done', { id: 'action.done' }), this.proceed)}</div>`;
  }

  #renderDone({ kind }: Task, { holdUntilMs }: Step<'done'>): TemplateResult {
    const { heading, text } = doneText(kind, holdUntilMs);
    const hasAddress = this.account !== null && (kind === 'account' || kind === 'import');
    return html`${this.renderHeader()}
      <div class="content centred">
        <alc-tick></alc-tick>
        <h1 tabindex="-1">${heading}</h1>
        <p class="lead">${text}</p>
        ${hasAddress ? html`<div class="card"><alc-address address=${this.account?.address ?? ''} name=${this.account?.name ?? ''} copyable></alc-address></div>` : nothing}
      </div>
      <div slot="actions" class="actions">${this.renderMain('done', msg('Done', { id: 'action.done' }), this.proceed)}</div>`;
  }

  #renderFailed(error: WireError): TemplateResult {
    const { next } = errorText(error);
    const label = next === 'sign-in' ? msg('Sign in again', { id: 'action.sign-in-again' }) : msg('Try again', { id: 'action.retry' });
    return html`${this.renderHeader()} ${this.#renderTrouble(error)}
      <div slot="actions" class="actions">
        ${next === 'retry' || next === 'sign-in' ? this.renderMain('retry', label, this.proceed) : nothing} ${next === 'recover' ? recoverButton(this) : nothing} ${this.#renderClose()}
      </div>`;
  }

  /** Nothing but a backup helps here, and what is not done yet is not shown. */
  #renderDestroyed(): TemplateResult {
    return html`${this.renderHeader()} ${this.#renderTrouble({ code: -32085, message: '' })}
      <div slot="actions" class="actions">
        ${recoverButton(this)}
        <alc-button id="sign-out" variant="quiet" full @click=${() => this.dispatchEvent(new AlcSignOutEvent())}
          >${msg('Sign out', { id: 'action.sign-out' })}</alc-button
        >
      </div>`;
  }

  #renderTrouble(error: WireError): TemplateResult {
    const text = errorText(error);
    return html`<div class="content centred">
      <div class="mark" data-level="caution"><alc-icon name="alert-triangle"></alc-icon></div>
      <h1 tabindex="-1">${text.heading}</h1>
      <p class="lead">${text.what}</p>
      <p class="safe"><alc-icon name="shield-check"></alc-icon>${text.safe}</p>
      <p class="quiet">${text.todo}</p>
    </div>`;
  }

  #renderClose(): TemplateResult {
    return html`<alc-button id="close" variant="secondary" full @click=${() => this.dispatchEvent(new AlcBackEvent())}>${msg('Close', { id: 'action.close' })}</alc-button>`;
  }

  protected override submit(): void {
    if (this.task?.step.name === 'intro') this.#startKit();
    else this.sendWords();
  }

  readonly #startKit = (): void => {
    const [passphrase = '', again] = this.fields('.passphrase,.again').map(({ value }) => value);
    this.differ = passphrase !== again;
    if (this.differ) this.fields('.again')[0]?.focus();
    else this.dispatchEvent(new AlcTaskChoiceEvent({ passphrase }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-task-view': AlcTaskView;
  }
}
