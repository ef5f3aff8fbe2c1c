import { css } from 'lit';

export const headerStyles = css`
  :host {
    display: block;
    padding: var(--alcove-space-4) var(--alcove-page-padding) var(--alcove-space-3);
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: var(--alcove-target-size);
  }
  .who {
    flex: 1;
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-inline-size: 0;
  }
  .logo {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    overflow: hidden;
    border-radius: var(--alcove-logo-radius, var(--alcove-radius-field));
    background: var(--alcove-trust-fill);
    color: var(--alcove-trust-on);
    font-size: var(--alcove-text-l);
    font-weight: var(--alcove-weight-semibold);
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .names {
    min-inline-size: 0;
  }
  .name {
    font-size: var(--alcove-text-m);
    font-weight: var(--alcove-weight-semibold);
    line-height: 1.3;
  }
  /* Only trust roles, and sizes of its own: a theme reaches neither the words nor the ground they stand on. */
  .origin {
    display: inline-flex;
    align-items: flex-start;
    gap: 5px;
    margin-block-start: 3px;
    padding: 2px 8px 2px 6px;
    border-radius: 8px;
    background: var(--alcove-trust-fill);
    color: var(--alcove-trust-on);
    font-family: var(--alcove-trust-font);
    font-size: 0.8125rem;
    font-weight: 500;
    line-height: 1.35;
    --alc-icon-size: 14px;
    --alcove-icon-stroke: initial;
    alc-icon {
      margin-block-start: 2px;
    }
    bdi {
      unicode-bidi: isolate;
      overflow-wrap: anywhere;
      word-break: break-word;
    }
  }
  .origin.insecure {
    background: var(--alcove-caution-fill-quiet);
    color: var(--alcove-caution-on-quiet);
  }
  .tool {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: var(--alcove-target-size);
    block-size: var(--alcove-target-size);
    border-radius: var(--alcove-radius-full);
    color: var(--alcove-on-surface-quiet);
    transition: background-color var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .tool:last-child {
    margin-inline-end: -10px;
  }
  .tool.back {
    margin-inline: -10px -6px;
    color: inherit;
  }
  @media (hover: hover) {
    .tool:hover {
      background: var(--alcove-surface-hover);
      color: var(--alcove-on-surface);
    }
  }
  .tool:active {
    background: var(--alcove-surface-hover);
  }
  h1 {
    margin-block: var(--alcove-space-3) 0;
  }
  h1:focus-visible {
    outline: none;
  }
  .row.bare + h1 {
    margin-block-start: var(--alcove-space-1);
  }
  @media (forced-colors: active) {
    .logo,
    .origin {
      border: 1px solid CanvasText;
    }
  }
`;
