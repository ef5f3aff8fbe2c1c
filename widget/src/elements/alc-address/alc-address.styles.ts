import { css } from 'lit';

export const addressStyles = css`
  :host {
    display: inline-flex;
    align-items: center;
    gap: var(--alcove-space-2);
    max-inline-size: 100%;
    text-align: start;
    /* On the base line of a row it would stand above the middle, by the depth of a letter. */
    vertical-align: top;
  }
  .picture {
    flex: none;
    inline-size: 28px;
    block-size: 28px;
    border-radius: var(--alcove-avatar-radius, 8px);
    background: var(--alcove-surface-hover);
    fill: currentColor;
  }
  .hue-0 { color: var(--alcove-hue-0); }
  .hue-1 { color: var(--alcove-hue-1); }
  .hue-2 { color: var(--alcove-hue-2); }
  .hue-3 { color: var(--alcove-hue-3); }
  .hue-4 { color: var(--alcove-hue-4); }
  .hue-5 { color: var(--alcove-hue-5); }
  .hue-6 { color: var(--alcove-hue-6); }
  .hue-7 { color: var(--alcove-hue-7); }
  .text {
    min-inline-size: 0;
    line-height: 1.35;
  }
  .name {
    display: block;
    font-weight: var(--alcove-weight-medium);
  }
  .named .digits {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
  }
  .digits {
    font-family: var(--alcove-font-mono);
    font-size: 0.94em;
    font-variant-numeric: tabular-nums;
    unicode-bidi: isolate;
  }
  .short {
    white-space: nowrap;
  }
  /* Groups of four stand apart by space that copying does not pick up. */
  .all {
    display: inline-block;
    max-inline-size: calc(22ch + 2.8em);
  }
  .group {
    display: inline-block;
    margin-inline-end: 0.45em;
  }
  /* "0x" stands alone, then two lines of five groups under one another. */
  .group:nth-child(7) {
    margin-inline-start: calc(2ch + 0.45em);
  }
  .toggle {
    position: relative;
    border-radius: 4px;
    text-decoration: underline dotted 1px;
    text-decoration-color: var(--alcove-border-normal);
    text-underline-offset: 4px;
  }
  /* The line of text stays slim; the area that takes a finger does not. */
  .toggle::before {
    content: '';
    position: absolute;
    inset: 50% -4px auto;
    block-size: var(--alcove-target-size);
    transform: translateY(-50%);
  }
  .copy {
    flex: none;
    display: inline-grid;
    place-items: center;
    inline-size: var(--alcove-target-size);
    block-size: var(--alcove-target-size);
    margin-block: -12px;
    margin-inline: -6px -12px;
    border-radius: var(--alcove-radius-full);
    color: var(--alcove-on-surface-quiet);
    --alc-icon-size: 18px;
  }
  .copied .copy {
    color: var(--alcove-good-on-surface);
  }
  .note {
    display: block;
    color: var(--alcove-good-on-surface);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
  }
  .failed .note {
    color: var(--alcove-danger-on-surface);
  }
  @media (hover: hover) {
    .copy:hover {
      color: var(--alcove-on-surface);
    }
    .toggle:hover {
      text-decoration-color: currentColor;
    }
  }
`;
