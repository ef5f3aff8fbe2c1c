import { html, nothing, type TemplateResult } from 'lit';
import '../src/elements/alc-icon/alc-icon.ts';

/* Fields of the operators' forms: label, value, a hint, and beside it what the server has against it. */

type Common = {
  readonly id: string;
  readonly label: string;
  readonly problem?: string | null;
  readonly hint?: string;
};

const problemText = (id: string, problem: string | null | undefined): TemplateResult | typeof nothing =>
  problem === null || problem === undefined
    ? nothing
    : html`<p id="${id}-problem" class="problem" role="alert"><alc-icon name="alert-triangle"></alc-icon>${problem}</p>`;

const describedBy = ({ id, problem, hint }: Common): string | typeof nothing =>
  [...(hint === undefined ? [] : [`${id}-hint`]), ...(problem === null || problem === undefined ? [] : [`${id}-problem`])].join(' ') || nothing;

const hintText = ({ id, hint }: Common): TemplateResult | typeof nothing => (hint === undefined ? nothing : html`<p id="${id}-hint" class="hint">${hint}</p>`);

const invalid = ({ problem }: Common): 'true' | typeof nothing => (problem === null || problem === undefined ? nothing : 'true');

type TextField = Common & {
  readonly value: string;
  readonly isFixed?: boolean;
  readonly isHiddenLabel?: boolean;
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'url';
  readonly onInput: (value: string) => void;
};

const typedIn = (event: Event): string => (event.target as HTMLInputElement | HTMLTextAreaElement).value;

export function textField(field: TextField): TemplateResult {
  const { id, label, value, isFixed = false, isHiddenLabel = false, inputMode = 'text', problem, onInput } = field;
  return html`<div class="field">
    <label for=${id} class=${isHiddenLabel ? 'visually-hidden' : ''}>${label}</label>
    <input
      id=${id}
      .value=${value}
      ?readonly=${isFixed}
      inputmode=${inputMode}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      aria-invalid=${invalid(field)}
      aria-describedby=${describedBy(field)}
      @input=${(event: Event) => onInput(typedIn(event))}
    />
    ${hintText(field)}${problemText(id, problem)}
  </div>`;
}

export function jsonField(field: Common & { readonly value: string; readonly onInput: (value: string) => void }): TemplateResult {
  const { id, label, value, problem, onInput } = field;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <textarea
      id=${id}
      .value=${value}
      autocapitalize="none"
      spellcheck="false"
      aria-invalid=${invalid(field)}
      aria-describedby=${describedBy(field)}
      @input=${(event: Event) => onInput(typedIn(event))}
    ></textarea>
    ${hintText(field)}${problemText(id, problem)}
  </div>`;
}

export function checkField(field: Common & { readonly isChecked: boolean; readonly onChange: (isChecked: boolean) => void }): TemplateResult {
  const { id, label, hint, isChecked, problem, onChange } = field;
  return html`<div>
    <label class="check">
      <input
        id=${id}
        type="checkbox"
        .checked=${isChecked}
        aria-invalid=${invalid(field)}
        aria-describedby=${problem === null || problem === undefined ? nothing : `${id}-problem`}
        @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
      />
      <span>${label}${hint === undefined ? nothing : html`<br /><span class="small">${hint}</span>`}</span>
    </label>
    ${problemText(id, problem)}
  </div>`;
}

type ListField = {
  readonly id: string;
  /** Of one entry, e.g. `Page`. */
  readonly label: string;
  readonly addLabel: string;
  readonly values: readonly string[];
  readonly problemOf: (at: number) => string | null;
  readonly problem: string | null;
  /** Their order means something. */
  readonly isOrdered?: boolean;
  readonly below?: (value: string, at: number) => TemplateResult | typeof nothing;
  readonly onChange: (values: readonly string[]) => void;
};

const without = (values: readonly string[], at: number): readonly string[] => values.filter((_value, index) => index !== at);

/** A list of lines, each with a field of its own. */
export function listField({ id, label, addLabel, values, problemOf, problem, isOrdered = false, below, onChange }: ListField): TemplateResult {
  const entry = (value: string, at: number) => html`<li class="entry">
    ${textField({
      id: `${id}-${at}`,
      label: `${label} ${at + 1}`,
      isHiddenLabel: true,
      value,
      inputMode: 'url',
      problem: problemOf(at),
      onInput: (typed) => onChange(values.map((other, index) => (index === at ? typed.trim() : other))),
    })}
    <span class="tools">
      ${
        isOrdered
          ? html`<button
              class="tool up"
              type="button"
              ?disabled=${at === 0}
              aria-label="Ask ${label} ${at + 1} earlier"
              @click=${() => onChange([...values.slice(0, at - 1), value, values[at - 1] ?? '', ...values.slice(at + 1)])}
            >
              <alc-icon name="arrow-left"></alc-icon>
            </button>`
          : nothing
      }
      <button class="tool" type="button" aria-label="Remove ${label} ${at + 1}" @click=${() => onChange(without(values, at))}><alc-icon name="x"></alc-icon></button>
    </span>
    ${below === undefined ? nothing : html`<div class="below">${below(value, at)}</div>`}
  </li>`;
  return html`<ul class="fields" id=${id}>${values.map(entry)}</ul>
    ${problemText(id, problem)}
    <button class="link add" type="button" id="${id}-add" @click=${() => onChange([...values, ''])}>${addLabel}</button>`;
}
