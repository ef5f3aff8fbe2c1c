import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import '../elements/alc-arm-button/alc-arm-button.ts';
import '../elements/alc-banner/alc-banner.ts';
import '../elements/alc-button/alc-button.ts';
import type { Chain } from '../contract/api.ts';
import { AlcApproveEvent, AlcRejectEvent } from '../events.ts';
import { joinSentences } from '../i18n/format.ts';
import { currentLanguage } from '../i18n/locale.ts';
import type { Approval, Warning, WarningCode } from '../state/state.ts';
import { acknowledgeStyles } from './acknowledge.styles.ts';
import { approvalStyles } from './approval.styles.ts';
import { hasClearWords, loadClearWords } from './clear-words/clear-words.ts';
import { ScreenElement } from './screen-element.ts';
import { warningText } from './warning-text.ts';

/**
 * What the screens share on which something is approved: warnings, dangers that must be named before the button arms,
 * the armed button, and the way out under it.
 */
export abstract class ApprovalElement extends ScreenElement {
  static override styles = [ScreenElement.styles, acknowledgeStyles, approvalStyles];

  @property({ attribute: false }) approval: Approval | null = null;
  @property({ attribute: false }) chain: Chain | null = null;

  @query('h1') private readonly headline!: HTMLElement | null;

  /** Dangers ticked for the approval on the screen; another approval starts with none. */
  @state() private acknowledged: ReadonlySet<WarningCode> = new Set();
  @state() private typed = '';

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('approval');
    if (before && before.id !== this.approval?.id) {
      this.acknowledged = new Set();
      this.typed = '';
    }
    const language = currentLanguage();
    if (!hasClearWords(language)) void loadClearWords(language).then(() => this.requestUpdate());
  }

  override firstUpdated(): void {
    // The headline exists only now, and the button watches it: what is approved must be in sight, not the button alone.
    this.requestUpdate();
  }

  /** Banners; a danger has a box beside it that must be ticked. */
  protected renderWarnings(warnings: readonly Warning[]): TemplateResult | typeof nothing {
    if (warnings.length === 0) return nothing;
    const dangerFirst = [...warnings].sort((a, b) => Number(b.level === 'danger') - Number(a.level === 'danger'));
    return html`<div class="warnings">${dangerFirst.map((warning) => this.#renderWarning(warning))}</div>`;
  }

  /**
   * The armed button and the way out.
   *
   * @param options.blocked Why this cannot be approved at all, in words; null when it can.
   * @param options.warnings Each danger among them must be acknowledged before the button arms.
   */
  protected renderActions(options: {
    readonly approve: string;
    readonly reject: string;
    readonly warnings?: readonly Warning[];
    readonly blocked?: string | null;
  }): TemplateResult {
    const unnamed = (options.warnings ?? []).filter((warning) => warning.level === 'danger' && !this.acknowledged.has(warning.code));
    const first =
      unnamed.length === 1 && unnamed[0]?.code === 'blind_data'
        ? msg('Type the characters first', { id: 'approve.type-first' })
        : msg('Tick the box first', { id: 'approve.tick-first' });
    const reason = options.blocked ?? (unnamed.length > 0 ? first : null);
    return html`<div slot="actions" class="actions">
      ${keyed(
        // A button of its own for each content: when a figure changes, the wait begins anew.
        this.approval?.content,
        html`<alc-arm-button
          id="approve"
          .summary=${this.headline}
          ?disabled=${reason !== null}
          reason=${reason ?? ''}
          @alc-armed-click=${this.#approve}
          >${options.approve}</alc-arm-button
        >`,
      )}
      <alc-button id="reject" variant="secondary" full @click=${this.#reject}>${options.reject}</alc-button>
    </div>`;
  }

  #renderWarning(warning: Warning): TemplateResult {
    const text = warningText(warning.code);
    return html`<alc-banner level=${warning.level} heading=${text.heading}>
      ${text.body}
      ${
        warning.level !== 'danger'
          ? nothing
          : warning.code === 'blind_data'
            ? this.#renderTyped(text.acknowledge)
            : html`<label class="acknowledge">
              <input
                type="checkbox"
                name=${warning.code}
                .checked=${this.acknowledged.has(warning.code)}
                @change=${(event: Event) => this.#acknowledge(warning.code, event)}
              />
              <span>${text.acknowledge}</span>
            </label>`
      }
    </alc-banner>`;
  }

  /** What cannot be read is not approved by a tap: the end of the address it goes to has to be typed, which makes one look at it. */
  #renderTyped(acknowledge: string): TemplateResult {
    const code = typedCode(this.approval);
    return html`<label class="acknowledge typed">
      <span>${joinSentences(acknowledge, msg(str`Type ${code} to confirm.`, { id: 'approve.type-code' }))}</span>
      <input
        name="blind_data"
        maxlength=${code.length}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        .value=${this.typed}
        @input=${(event: InputEvent) => this.#type(code, event)}
      />
    </label>`;
  }

  #type(code: string, event: InputEvent): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.typed = event.target.value;
    this.#name('blind_data', this.typed.trim().toLowerCase() === code.toLowerCase());
  }

  #acknowledge(code: WarningCode, event: Event): void {
    this.#name(code, event.target instanceof HTMLInputElement && event.target.checked);
  }

  #name(code: WarningCode, isNamed: boolean): void {
    const next = new Set(this.acknowledged);
    if (isNamed) next.add(code);
    else next.delete(code);
    this.acknowledged = next;
  }

  #approve(): void {
    if (this.approval !== null) this.dispatchEvent(new AlcApproveEvent(this.approval.id));
  }

  #reject(): void {
    if (this.approval !== null) this.dispatchEvent(new AlcRejectEvent(this.approval.id));
  }
}

/** The last four digits of the contract that is called, or of the account where none is. */
function typedCode(approval: Approval | null): string {
  const content = approval?.content;
  if (content === undefined || content.kind === 'connect') return '';
  return ((content.kind === 'transaction' ? content.to : null) ?? content.account).slice(-4);
}
