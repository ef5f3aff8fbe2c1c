import { css } from 'lit';

/** What every screen's body is made of. Sizes and colours are tokens only. */
export const screenStyles = css`
    :host {
      display: block;
      block-size: 100%;
      font-size: var(--alcove-text-m);
      line-height: 1.45;
    }
    h1 {
      font-family: var(--alcove-font-display);
      font-size: var(--alcove-text-xl);
      font-weight: var(--alcove-display-weight, var(--alcove-weight-semibold));
      line-height: 1.25;
      letter-spacing: var(--alcove-display-spacing, -0.01em);
      text-wrap: balance;
    }
    /* The heading takes the focus to be read out, not to be used: a ring would promise a control. */
    h1:focus-visible {
      outline: none;
    }
    h2,
    legend {
      color: var(--alcove-on-surface-quiet);
      font-size: var(--alcove-text-s);
      font-weight: var(--alcove-weight-medium);
    }
    .content {
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-4);
      padding-block-start: var(--alcove-space-3);
    }
    .content.centred {
      align-items: center;
      text-align: center;
    }
    .content.waiting {
      justify-content: center;
      min-block-size: 264px;
    }
    .lead {
      max-inline-size: 60ch;
      color: var(--alcove-on-surface-quiet);
      text-wrap: pretty;
    }
    h1 + .lead {
      margin-block-start: calc(-1 * var(--alcove-space-2));
    }
    .actions {
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-2);
    }
    .small {
      color: var(--alcove-on-surface-quiet);
      text-wrap: pretty;
    }
    .actions .small {
      padding-block-start: var(--alcove-space-1);
      text-align: center;
      text-wrap: balance;
    }
    .mark {
      display: grid;
      place-items: center;
      inline-size: 56px;
      block-size: 56px;
      border-radius: var(--alcove-radius-full);
      background: var(--alcove-accent-fill-quiet);
      color: var(--alcove-accent-on-quiet);
      --alc-icon-size: 24px;
      --alc-spinner-size: 28px;
    }
    .mark[data-level='caution'] {
      background: var(--alcove-caution-fill-quiet);
      color: var(--alcove-caution-on-quiet);
    }
    .mark[data-level='danger'] {
      background: var(--alcove-danger-fill-quiet);
      color: var(--alcove-danger-on-quiet);
    }
    .card {
      inline-size: 100%;
      padding: var(--alcove-space-3) var(--alcove-space-4);
      border-radius: var(--alcove-radius-card);
      background: var(--alcove-surface-raised);
    }
    .centred .lead,
    .centred .quiet,
    .safe {
      text-wrap: balance;
    }
    .safe {
      color: var(--alcove-good-on-surface);
      font-weight: var(--alcove-weight-medium);
      --alc-icon-size: 18px;
    }
    .safe alc-icon {
      margin-inline-end: var(--alcove-space-1);
      vertical-align: -3px;
    }
    .points {
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-3);
    }
    .points li,
    .note {
      display: flex;
      align-items: flex-start;
      gap: var(--alcove-space-3);
      text-wrap: pretty;
    }
    .points alc-icon,
    .note alc-icon {
      margin-block-start: 1px;
      color: var(--alcove-on-surface-quiet);
    }
    .note {
      gap: var(--alcove-space-2);
      color: var(--alcove-on-surface-quiet);
      font-size: var(--alcove-text-s);
      --alc-icon-size: 18px;
    }
    .summary {
      font-size: var(--alcove-text-l);
      font-weight: var(--alcove-weight-medium);
      font-variant-numeric: tabular-nums;
      color: var(--alcove-on-surface);
    }
    .link {
      position: relative;
      min-block-size: 24px;
      color: var(--alcove-accent-on-quiet);
      font-weight: var(--alcove-weight-medium);
      text-decoration: underline;
      text-underline-offset: 3px;
    }
    /* Slim in a line of text; the area that takes a finger is not. */
    .link::before {
      content: '';
      position: absolute;
      inset-block: min(0px, (100% - var(--alcove-target-size)) / 2);
      inset-inline: min(0px, (100% - var(--alcove-target-size)) / 2);
    }
    /* One under the other, neither takes the other's taps. */
    .content > .link + .link {
      margin-block-start: var(--alcove-space-1);
    }
    /* Beside a value of two lines or with a picture the label stands in the middle. */
    alc-row::part(label) {
      align-self: center;
    }
    .value {
      font-variant-numeric: tabular-nums;
    }
    .data {
      display: block;
      font-family: var(--alcove-font-mono);
      font-size: var(--alcove-text-s);
      line-height: 1.5;
      overflow-wrap: anywhere;
      text-align: start;
    }
    alc-row .data {
      max-block-size: 120px;
      overflow-y: auto;
    }
    details > .data {
      max-block-size: 168px;
      padding: var(--alcove-space-3);
      overflow-y: auto;
      border-radius: var(--alcove-radius-field);
      background: var(--alcove-surface-raised);
    }
    summary {
      display: flex;
      align-items: center;
      min-block-size: var(--alcove-target-size);
      color: var(--alcove-on-surface-quiet);
      cursor: pointer;
      border-radius: var(--alcove-radius-field);
      font-size: var(--alcove-text-s);
      font-weight: var(--alcove-weight-medium);
    }
    summary::before {
      content: '';
      inline-size: 7px;
      block-size: 7px;
      margin-inline: 3px var(--alcove-space-3);
      border-block-end: 1.75px solid currentColor;
      border-inline-end: 1.75px solid currentColor;
      transform: rotate(-45deg);
      transition: transform var(--alcove-duration-fast) var(--alcove-ease-out);
    }
    details[open] > summary::before {
      transform: translateY(-2px) rotate(45deg);
    }
    summary::-webkit-details-marker {
      display: none;
    }
    @media (forced-colors: active) {
      .card,
      .mark {
        border: 1px solid CanvasText;
      }
    }
  `;
