import { css } from 'lit';

export const buttonStyles = css`
  :host {
    display: inline-block;
    vertical-align: top;
  }
  :host([full]) {
    display: block;
  }
  button {
    position: relative;
    display: grid;
    grid-template: 100% / 100%;
    inline-size: 100%;
    min-block-size: var(--alcove-button-height);
    padding: var(--alcove-space-2) var(--alcove-space-6);
    border: 1px solid transparent;
    border-radius: var(--alcove-button-radius);
    font-size: var(--alcove-text-m);
    font-weight: var(--alcove-button-weight, var(--alcove-weight-semibold));
    letter-spacing: var(--alcove-button-spacing);
    text-transform: var(--alcove-button-case);
    line-height: 1.3;
    text-align: center;
    transition:
      background-color var(--alcove-duration-fast) var(--alcove-ease-out),
      transform var(--alcove-duration-fast) var(--alcove-ease-out);
    user-select: none;
  }
  button:not(:disabled, [aria-disabled='true']):active {
    transform: scale(0.985);
  }
  .primary {
    background: var(--alcove-accent-fill-loud);
    color: var(--alcove-accent-on-loud);
  }
  .secondary {
    border-color: var(--alcove-border-normal);
    background: var(--alcove-surface);
    color: var(--alcove-on-surface);
  }
  .quiet {
    padding-inline: var(--alcove-space-4);
    background: transparent;
    color: var(--alcove-on-surface-quiet);
    font-weight: var(--alcove-weight-medium);
  }
  .danger {
    background: var(--alcove-danger-fill-loud);
    color: var(--alcove-danger-on-loud);
  }
  @media (hover: hover) {
    button:not(:disabled, [aria-disabled='true']):hover {
      &.primary {
        background: var(--alcove-accent-fill-loud-hover);
      }
      &.danger {
        background: var(--alcove-danger-fill-loud-hover);
      }
      &.secondary {
        background: var(--alcove-surface-raised);
      }
      &.quiet {
        background: var(--alcove-surface-raised);
        color: var(--alcove-on-surface);
      }
    }
  }
  button:disabled {
    border-color: transparent;
    background: var(--alcove-surface-hover);
    color: var(--alcove-on-surface-quiet);
    &.quiet {
      background: transparent;
    }
  }
  /* Label and wait share one cell, so that the width never changes between them. */
  .content,
  .wait {
    grid-area: 1 / 1;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--alcove-space-2);
    min-inline-size: 0;
    transition: opacity var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .wait,
  .busy .content {
    opacity: 0;
    visibility: hidden;
  }
  .busy .wait {
    opacity: 1;
    visibility: visible;
  }
  @media (forced-colors: active) {
    /* The browser would put a plate of the page's colour behind words on a fill, and hide them. */
    .primary:not(:disabled) {
      forced-color-adjust: none;
    }
    button,
    button:disabled {
      border-color: ButtonText;
    }
    button:disabled {
      border-color: GrayText;
      color: GrayText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    button:not(:disabled, [aria-disabled='true']):active {
      transform: none;
    }
  }
`;
