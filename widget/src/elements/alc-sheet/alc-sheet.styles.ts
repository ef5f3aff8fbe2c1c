import { css } from 'lit';

export const sheetStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    inline-size: 100%;
    block-size: 100%;
    max-block-size: 100dvh;
    min-block-size: 0;
    overflow: hidden;
    border-radius: var(--alcove-radius-sheet);
    background: var(--alcove-surface);
    color: var(--alcove-on-surface);
    isolation: isolate;
  }
  :host([data-layout='sheet']) {
    border-end-start-radius: 0;
    border-end-end-radius: 0;
  }
  :host([data-layout='inline']) {
    border-radius: var(--alcove-radius-card);
  }
  header {
    position: relative;
    flex: none;
    z-index: 1;
  }
  :host([data-layout='sheet']) header::before {
    content: '';
    position: absolute;
    inset-block-start: 7px;
    inset-inline: 0;
    inline-size: 36px;
    block-size: 4px;
    margin-inline: auto;
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-border-normal);
    opacity: 0.55;
  }
  :host([data-layout='sheet']) header {
    padding-block-start: var(--alcove-space-2);
  }
  .scroll {
    /* What is placed absolutely inside scrolls and is clipped here, instead of making the whole frame scroll. */
    position: relative;
    flex: 1 1 auto;
    min-block-size: 0;
    overflow: hidden;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--alcove-border-normal) transparent;
  }
  .settled .scroll {
    overflow: hidden auto;
  }
  .content {
    display: flow-root;
    padding: var(--alcove-space-1) var(--alcove-page-padding) var(--alcove-space-6);
  }
  footer {
    position: relative;
    flex: none;
    z-index: 1;
    display: flow-root;
  }
  .actions {
    padding: var(--alcove-space-3) var(--alcove-page-padding) var(--alcove-space-6);
    padding-block-end: max(var(--alcove-space-6), env(safe-area-inset-bottom));
  }
  .actions ::slotted([slot='actions']) {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-2);
  }
  footer[hidden] {
    display: none;
  }
  /* A hairline where content is hidden beyond the edge, and only there. */
  header::after,
  footer::after {
    content: '';
    position: absolute;
    inset-inline: 0;
    block-size: 1px;
    background: var(--alcove-border-quiet);
    opacity: 0;
    transition: opacity var(--alcove-duration-fast) linear;
  }
  header::after {
    inset-block-end: 0;
  }
  footer::after {
    inset-block-start: 0;
  }
  .more-above header::after,
  .more-below footer::after {
    opacity: 1;
  }
  .zones {
    display: contents;
  }
`;
