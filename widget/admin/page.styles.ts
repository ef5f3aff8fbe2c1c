import { css } from 'lit';
import { fieldStyles } from '../src/views/field.styles.ts';
import { screenStyles } from '../src/views/screen.styles.ts';

/** What the pages add to a screen of the wallet: a column on a page that scrolls, groups of fields, lists one can add to. */
export const pageStyles = [
  screenStyles,
  fieldStyles,
  css`
    :host {
      block-size: auto;
    }
    .page {
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-6);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--alcove-space-2) var(--alcove-space-4);
    }
    .head > div {
      flex: 1 1 280px;
    }
    h1 + .lead {
      margin-block-start: var(--alcove-space-1);
    }
    .back {
      display: inline-flex;
      align-items: center;
      gap: var(--alcove-space-2);
      min-block-size: var(--alcove-target-size);
      color: var(--alcove-on-surface-quiet);
      font-size: var(--alcove-text-s);
      font-weight: var(--alcove-weight-medium);
      text-decoration: none;
    }
    section {
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-3);
      padding-block-start: var(--alcove-space-6);
      border-block-start: 1px solid var(--alcove-border-quiet);
    }
    section h2 {
      color: var(--alcove-on-surface);
      font-size: var(--alcove-text-l);
      font-weight: var(--alcove-weight-semibold);
    }
    section h2 + .small {
      margin-block-start: calc(-1 * var(--alcove-space-2));
    }
    h3 {
      font-weight: var(--alcove-weight-medium);
    }
    .tag {
      padding: 1px var(--alcove-space-2);
      border-radius: var(--alcove-radius-full);
      background: var(--alcove-surface-hover);
      color: var(--alcove-on-surface-quiet);
      font-size: var(--alcove-text-s);
      white-space: nowrap;
    }
    .tag.caution {
      background: var(--alcove-caution-fill-quiet);
      color: var(--alcove-caution-on-quiet);
    }
    .tags {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: var(--alcove-space-1);
    }
    .columns {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
      gap: var(--alcove-space-3) var(--alcove-space-4);
      align-items: start;
    }
    .columns.numbers {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      padding-block-start: var(--alcove-space-2);
    }
    .field .hint {
      font-weight: var(--alcove-weight-regular);
      text-wrap: pretty;
    }
    .field textarea {
      min-block-size: 144px;
      font-family: var(--alcove-font-mono);
      font-size: 14px;
      line-height: 1.5;
      resize: vertical;
    }
    @media (pointer: coarse) {
      .field textarea {
        font-size: 16px;
      }
    }
    .field input:read-only {
      border-color: transparent;
      background: var(--alcove-surface-raised);
    }
    .check {
      display: flex;
      gap: var(--alcove-space-3);
      min-block-size: var(--alcove-target-size);
      padding-block: var(--alcove-space-2);
      align-items: center;
      cursor: pointer;
    }
    .check input {
      flex: none;
      inline-size: 20px;
      block-size: 20px;
      margin: 0;
      accent-color: var(--alcove-accent-fill-loud);
    }
    .entry {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 var(--alcove-space-2);
      align-items: start;
    }
    .entry .tools {
      display: flex;
      padding-block-start: 2px;
    }
    .entry .below {
      grid-column: 1 / -1;
    }
    .tool {
      display: grid;
      place-items: center;
      inline-size: var(--alcove-target-size);
      block-size: var(--alcove-target-size);
      border-radius: var(--alcove-radius-full);
      color: var(--alcove-on-surface-quiet);
    }
    .tool.up alc-icon {
      transform: rotate(90deg);
    }
    .tool:disabled {
      opacity: 0.35;
    }
    @media (hover: hover) {
      .tool:not(:disabled):hover {
        background: var(--alcove-surface-hover);
        color: var(--alcove-on-surface);
      }
    }
    .group {
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-3);
      padding: var(--alcove-space-4);
      border: 1px solid var(--alcove-border-quiet);
      border-radius: var(--alcove-radius-card);
    }
    .add {
      align-self: start;
      min-block-size: var(--alcove-target-size);
    }
    .bar {
      position: sticky;
      inset-block-end: 0;
      z-index: 1;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: flex-end;
      gap: var(--alcove-space-2) var(--alcove-space-3);
      margin-inline: calc(-1 * var(--alcove-page-padding));
      padding: var(--alcove-space-3) var(--alcove-page-padding);
      padding-block-end: max(var(--alcove-space-3), env(safe-area-inset-bottom));
      border-block-start: 1px solid var(--alcove-border-quiet);
      background: var(--alcove-surface);
    }
    .bar .said {
      flex: 1 1 200px;
      min-inline-size: 0;
      font-size: var(--alcove-text-s);
    }
    .good {
      color: var(--alcove-good-on-surface);
      font-weight: var(--alcove-weight-medium);
      --alc-icon-size: 18px;
    }
    .good alc-icon {
      margin-inline-end: var(--alcove-space-1);
      vertical-align: -4px;
    }
    .question {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--alcove-space-2);
    }
    .question p {
      flex: 1 1 100%;
    }
  `,
];
