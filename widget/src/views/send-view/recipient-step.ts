import { html, nothing, type TemplateResult } from 'lit';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-menu-row/alc-menu-row.ts';
import '../../elements/alc-spinner/alc-spinner.ts';
import { formatDaysAgo, shortAddress } from '../../i18n/format.ts';
import type { KnownRecipient, RecipientWarning, SendState } from '../../state/send.ts';
import { say } from '../own-words/own-words.ts';
import type { StepParts } from './step-parts.ts';

/** A danger that has not been ticked yet. */
export function needsTick({ recipient, acknowledged, step }: SendState): boolean {
  return step === 'recipient' && recipient.state === 'found' && !acknowledged && recipient.warnings.some(({ level }) => level === 'danger');
}

/** To whom: typed, pasted, from a picture, or somebody paid before. */
export function renderRecipientStep(parts: StepParts): TemplateResult {
  const { send, state, tell } = parts;
  const hasNames = state.chains.find(({ chainId }) => chainId === state.activeChainId)?.ensRegistry != null;
  const problem = send.recipient.state === 'problem' ? say()[`recipient.${send.recipient.code}`] : null;
  const type = ({ target }: Event) => target instanceof HTMLTextAreaElement && tell({ what: 'recipient', text: target.value });
  const paste = (event: ClipboardEvent) => {
    const image = [...(event.clipboardData?.files ?? [])].find(({ type: kind }) => kind.startsWith('image/'));
    if (image === undefined) return;
    event.preventDefault();
    tell({ what: 'image', image });
  };
  return html`<div class="content">
    <h1 tabindex="-1">${say().sendTo}</h1>
    <label class="field address-field"
      >${hasNames ? say().recipient : say().recipientNoNames}
      <textarea
        id="recipient"
        rows="2"
        maxlength="1200"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        aria-invalid=${problem !== null}
        aria-describedby="recipient-state"
        .value=${send.recipientText}
        @input=${type}
        @paste=${paste}
      ></textarea>
    </label>
    <div id="recipient-state" role="status">
      ${problem === null ? nothing : html`<p class="problem">${problem}</p>`}
      ${send.recipient.state === 'looking' ? html`<p class="small"><alc-spinner></alc-spinner> ${say().looking}</p>` : nothing}
      ${renderScanState(send)}
    </div>
    ${send.recipient.state === 'found' ? renderFound(parts) : renderScan(parts)} ${send.recipient.state === 'empty' ? renderKnown(parts) : nothing}
  </div>`;
}

function renderScanState({ scan }: SendState): TemplateResult | typeof nothing {
  switch (scan) {
    case 'idle':
      return nothing;
    case 'reading':
      return html`<p class="small"><alc-spinner></alc-spinner> ${say().scanning}</p>`;
    case 'nothing-found':
      return html`<p class="problem">${say().nothingFound}</p>`;
    case 'unreadable':
      return html`<p class="problem">${say().unreadable}</p>`;
  }
}

/** A picture, from wherever the device has one: a frame has no camera of its own, the phone's field for pictures has. */
function renderScan({ tell }: StepParts): TemplateResult {
  const choose = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement) || target.files?.[0] === undefined) return;
    tell({ what: 'image', image: target.files[0] });
    // The same picture once more is a choice too.
    target.value = '';
  };
  return html`<label class="scan">
    <svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" aria-hidden="true">
      <path d="M3 7V5a2 2 0 0 1 2-2h2M17 3h2a2 2 0 0 1 2 2v2M21 17v2a2 2 0 0 1-2 2h-2M7 21H5a2 2 0 0 1-2-2v-2M7 12h10" />
    </svg>
    <span>${say().scan}</span>
    <input id="scan" type="file" accept="image/*" capture="environment" @change=${choose} />
  </label>`;
}

function renderFound({ send, tell }: StepParts): TemplateResult | typeof nothing {
  if (send.recipient.state !== 'found') return nothing;
  const { address, name, warnings } = send.recipient;
  return html`<section class="found">
    <div class="card"><alc-address address=${address} name=${name ?? ''} full></alc-address></div>
    ${warnings.length === 0 ? html`<p class="small">${say().full}</p>` : nothing} ${warnings.map((warning) => renderWarning(warning, send, tell))}
  </section>`;
}

function renderWarning(warning: RecipientWarning, { acknowledged }: SendState, tell: StepParts['tell']): TemplateResult {
  const words = say();
  const body = warning.code === 'look_alike' ? words['warning.look_alike.body'](shortAddress(warning.like)) : words[`warning.${warning.code}.body`];
  const tick = ({ target }: Event) => target instanceof HTMLInputElement && tell({ what: 'acknowledge', on: target.checked });
  return html`<alc-banner level=${warning.level} heading=${words[`warning.${warning.code}`]}>
    ${body}
    ${
      warning.level === 'danger'
        ? html`<label class="acknowledge">
            <input type="checkbox" name=${warning.code} .checked=${acknowledged} @change=${tick} /><span>${words[`warning.${warning.code}.tick`]}</span>
          </label>`
        : nothing
    }
  </alc-banner>`;
}

function renderKnown(parts: StepParts): TemplateResult | typeof nothing {
  const { known } = parts.send;
  const paid = known.filter(({ lastMs }) => lastMs !== null);
  const own = known.filter(({ lastMs }) => lastMs === null);
  return html`${renderList(say().recent, paid, parts)} ${renderList(say().yourAccounts, own, parts)}`;
}

function renderList(heading: string, known: readonly KnownRecipient[], { tell }: StepParts): TemplateResult | typeof nothing {
  if (known.length === 0) return nothing;
  const detail = ({ address, name, lastMs }: KnownRecipient) =>
    [name === null ? null : shortAddress(address), lastMs === null ? null : formatDaysAgo(lastMs)].filter((part) => part !== null).join(' · ');
  return html`<section>
    <h2>${heading}</h2>
    <ul>
      ${known.map(
        (one) => html`<li>
          <alc-menu-row
            id="to-${one.address}"
            heading=${one.name ?? shortAddress(one.address)}
            detail=${detail(one)}
            @click=${() => tell({ what: 'recipient', text: one.address })}
            ><alc-address slot="icon" address=${one.address} picture-only></alc-address
          ></alc-menu-row>
        </li>`,
      )}
    </ul>
  </section>`;
}
