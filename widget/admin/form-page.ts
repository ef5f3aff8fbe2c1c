import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { ApiError } from '../src/api/api-error.ts';
import type { Fault } from '../src/contract/admin-api.ts';
import { changeBetween, problemAt, problemWithin, rebase, type Settings } from './draft.ts';
import { AdmPage } from './page.ts';

/** Long enough that one does not hear of half a word. */
const CHECK_AFTER_MS = 350;
/** Fields that have a place of their own in the form, and those inside which the place is told in words. */
export type Problems = { at(field: string): string | null; within(field: string): string | null };

/** What was loaded, and which version of it that is; null for something new. */
type Loaded<Of> = { readonly settings: Of; readonly version: string | null };

/**
 * A form over settings that the server keeps: it asks the server for what it would have against them while one types, saves what was
 * changed and nothing else, and brings one's own edits together with those of somebody who was faster.
 */
export abstract class FormPage<Of extends Settings> extends AdmPage {
  @state() protected draft: Of | null = null;
  /** What the server, or the form itself, has against the draft. */
  @state() protected fault: Fault | null = null;
  @state() protected isSaved = false;
  /** Fields that somebody else has changed too; null when nobody has been faster. */
  @state() private conflict: readonly string[] | null = null;
  @state() protected isAskingRemoval = false;

  protected loaded: Loaded<Of> | null = null;
  #checking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Of this very content: sent again after a failure it is the same change. */
  #key: string | null = null;

  protected abstract read(): Promise<Loaded<Of>>;
  protected abstract check(settings: Of, signal: AbortSignal): Promise<Fault | null>;
  protected abstract write(settings: Of, loaded: Loaded<Of>, key: string): Promise<Loaded<Of>>;
  /** What cannot be asked of the server, because it is not even settings yet. */
  protected localFault(): Fault | null {
    return null;
  }

  override get isDirty(): boolean {
    if (this.draft === null || this.loaded === null) return false;
    return this.localFault() !== null || Object.keys(changeBetween(this.loaded.settings, this.draft)).length > 0;
  }

  /** Whether saving would do something. */
  protected get isSavable(): boolean {
    return this.isDirty;
  }

  override async load(): Promise<void> {
    this.show(await this.read());
  }

  /** What is typed is worth more than what could be loaded anew: it is saved against the version it was made from. */
  override resume(): void {
    if (this.draft === null) super.resume();
    else this.failure = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#checking?.abort();
  }

  protected show(loaded: Loaded<Of>): void {
    this.loaded = loaded;
    this.draft = loaded.settings;
    this.fault = null;
    this.conflict = null;
    this.#key = null;
  }

  /** What was typed or chosen. */
  protected edit(part: Partial<Of>): void {
    if (this.draft === null) return;
    this.draft = { ...this.draft, ...part };
    this.edited();
  }

  protected edited(): void {
    this.isSaved = false;
    this.#key = null;
    this.#checking?.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), CHECK_AFTER_MS);
  }

  async #check(): Promise<void> {
    const local = this.localFault();
    if (local !== null || this.draft === null || !this.isDirty) {
      this.fault = local;
      return;
    }
    const checking = new AbortController();
    this.#checking = checking;
    try {
      const fault = await this.check(this.draft, checking.signal);
      if (!checking.signal.aborted) this.fault = fault;
    } catch {
      // Saving asks again, and says what is in the way.
    }
  }

  protected readonly problems: Problems = {
    at: (field) => problemAt(this.fault, field),
    within: (field) => problemWithin(this.fault, field),
  };

  protected async save(): Promise<void> {
    const { draft, loaded } = this;
    const local = this.localFault();
    if (local !== null || draft === null || loaded === null) {
      this.fault = local;
      return this.#focusProblem();
    }
    this.#key ??= crypto.randomUUID();
    const key = this.#key;
    await this.run('save', async () => {
      try {
        this.show(await this.write(draft, loaded, key));
        this.isSaved = true;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'invalid_request' && error.field !== null) {
          this.fault = { field: error.field, reason: error.detail ?? 'is not valid' };
          await this.#focusProblem();
        } else if (error instanceof ApiError && error.code === 'edit_conflict') await this.#meet(draft, loaded);
        else throw error;
      }
    });
  }

  /** Somebody was faster: nothing was saved, and theirs comes into the form beside one's own. */
  async #meet(draft: Of, loaded: Loaded<Of>): Promise<void> {
    const latest = await this.read();
    const { draft: merged, both } = rebase(loaded.settings, draft, latest.settings);
    this.show(latest);
    this.draft = merged;
    this.conflict = both;
    this.merged();
    await this.updateComplete;
    this.renderRoot.querySelector('alc-banner')?.scrollIntoView({ block: 'center' });
  }

  /** After somebody else's edits came into the draft. */
  protected merged(): void {}

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  protected undo(): void {
    if (this.loaded !== null) this.show(this.loaded);
    this.merged();
  }

  protected renderConflict(): TemplateResult | typeof nothing {
    if (this.conflict === null) return nothing;
    const both = this.conflict.length === 0 ? '' : ` You both changed ${this.conflict.join(', ')}: yours stands here, and saving puts it in place of theirs.`;
    return html`<alc-banner level="caution" heading="Somebody else saved first" role="alert">
      Nothing of yours was saved. Their changes are in the form now, beside yours.${both} Look it over, then save again.
    </alc-banner>`;
  }

  protected renderBar(label: string): TemplateResult {
    const said = this.isSaved
      ? html`<span class="good"><alc-icon name="check"></alc-icon>Saved. It counts within a second.</span>`
      : this.failure !== null
        ? html`<span class="problem" role="alert">${this.failure}</span>`
        : this.fault !== null
          ? html`<span class="problem">One thing above is not right yet.</span>`
          : nothing;
    return html`<div class="bar">
      <span class="said" aria-live="polite">${said}</span>
      <alc-button variant="quiet" ?disabled=${!this.isDirty || this.busy !== null} @click=${() => this.undo()}>Undo changes</alc-button>
      <alc-button id="save" ?disabled=${!this.isSavable || (this.busy !== null && this.busy !== 'save')} ?busy=${this.busy === 'save'} busy-label="Saving" @click=${() => this.save()}>${label}</alc-button>
    </div>`;
  }

  /** Asks in its place before something goes. */
  protected renderRemoval(label: string, question: string, remove: () => Promise<void>): TemplateResult {
    const ask = (isAsking: boolean, focusId: string) => {
      this.isAskingRemoval = isAsking;
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${focusId}`)?.focus());
    };
    if (!this.isAskingRemoval) return html`<button id="ask" class="link add" type="button" @click=${() => ask(true, 'keep')}>${label}</button>`;
    return html`<div class="question">
      <p>${question}</p>
      <alc-button id="remove" variant="danger" ?busy=${this.busy === 'remove'} @click=${() => this.run('remove', remove)}>${label}</alc-button>
      <alc-button id="keep" variant="secondary" @click=${() => ask(false, 'ask')}>Cancel</alc-button>
    </div>`;
  }
}
