import { msg } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import '../elements/alc-arm-button/alc-arm-button.ts';
import '../elements/alc-banner/alc-banner.ts';
import '../elements/alc-button/alc-button.ts';
import type { Chain } from '../contract/api.ts';
import { AlcApproveEvent, AlcRejectEvent } from '../events.ts';
import type { Approval, Warning, WarningCode } from '../state/state.ts';
import { approvalStyles } from './approval.styles.ts';
import { ScreenElement } from './screen-element.ts';
import { warningText } from './warning-text.ts';

/**
 * What the screens share on which something is approved: warnings, dangers that must be named before the button arms,
 * the armed button, and the way out under it.
 */
export abstract class ApprovalElement extends ScreenElement {
  static override styles = [ScreenElement.styles, approvalStyles];

  @property({ attribute: false }) approval: Approval | null = null;
  @property({ attribute: false }) chain: Chain | null = null;

  @query('h1') private readonly headline!: HTMLElement | null;

  /** Dangers ticked for the approval on the screen; another approval starts with none. */
  @state() private acknowledged: ReadonlySet<WarningCode> = new Set();

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('approval');
    if (before && before.id !== this.approval?.id) this.acknowledged = new Set();
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
    const unnamed = (options.warnings ?? []).some((warning) => warning.level === 'danger' && !this.acknowledged.has(warning.code));
    const reason = options.blocked ?? (unnamed ? msg('Tick the box first', { id: 'approve.tick-first' }) : null);
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
        warning.level === 'danger'
          ? html`<label class="acknowledge">
              <input
                type="checkbox"
                name=${warning.code}
                .checked=${this.acknowledged.has(warning.code)}
                @change=${(event: Event) => this.#acknowledge(warning.code, event)}
              />
              <span>${text.acknowledge}</span>
            </label>`
          : nothing
      }
    </alc-banner>`;
  }

  #acknowledge(code: WarningCode, event: Event): void {
    const next = new Set(this.acknowledged);
    if (event.target instanceof HTMLInputElement && event.target.checked) next.add(code);
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
