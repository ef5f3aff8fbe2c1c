import { css } from 'lit';

export const pinPadStyles = css`
  :host {
    display: block;
  }
  .pad {
    display: flex;
    flex-direction: column;
    align-items: center;
    border-radius: var(--alcove-radius-card);
  }
  .heading {
    margin-block-end: var(--alcove-space-2);
    text-align: center;
  }
  .dots {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 14px;
    block-size: 36px;
    padding-inline: var(--alcove-space-3);
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-surface);
  }
  .dots.many {
    gap: var(--alcove-space-2);
  }
  .dot {
    inline-size: 14px;
    block-size: 14px;
    border: 1.5px solid var(--alcove-border-normal);
    border-radius: var(--alcove-radius-full);
    transition: transform var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .dot.filled {
    border-color: var(--alcove-on-surface);
    background: var(--alcove-on-surface);
    transform: scale(1.08);
  }
  .busy .dot.filled {
    animation: wait 900ms ease-in-out infinite alternate;
  }
  .busy .dot:nth-child(2n) {
    animation-delay: 150ms;
  }
  .busy .dot:nth-child(3n) {
    animation-delay: 300ms;
  }
  .dots.shake {
    animation: shake 240ms var(--alcove-ease-in-out);
  }
  @keyframes wait {
    to {
      opacity: 0.3;
    }
  }
  @keyframes shake {
    20%,
    60% {
      transform: translateX(-8px);
    }
    40%,
    80% {
      transform: translateX(8px);
    }
  }
  .words {
    display: grid;
    place-items: start center;
    min-block-size: 2.9em;
    margin-block: var(--alcove-space-1) var(--alcove-space-2);
    font-size: var(--alcove-text-s);
    line-height: 1.45;
    text-align: center;
  }
  .words p {
    padding-inline: var(--alcove-space-2);
    border-radius: 6px;
    background: var(--alcove-surface);
    color: var(--alcove-danger-on-surface);
    font-weight: var(--alcove-weight-medium);
    text-wrap: balance;
  }
  .words alc-icon {
    --alc-icon-size: 16px;
    margin-inline-end: 4px;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, minmax(var(--alcove-pin-key-size), 84px));
    gap: var(--alcove-space-2) var(--alcove-space-4);
  }
  .key {
    display: grid;
    place-items: center;
    min-block-size: var(--alcove-pin-key-size);
    border: 1px solid transparent;
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-surface-raised);
    font-size: var(--alcove-text-xl);
    font-weight: var(--alcove-weight-medium);
    font-variant-numeric: tabular-nums;
    user-select: none;
    transition:
      background-color var(--alcove-duration-fast) var(--alcove-ease-out),
      transform var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .key.tool {
    color: var(--alcove-on-surface-quiet);
    --alc-icon-size: 24px;
  }
  .key.confirm {
    background: var(--alcove-accent-fill-loud);
    color: var(--alcove-accent-on-loud);
    font-size: var(--alcove-text-m);
    font-weight: var(--alcove-weight-semibold);
  }
  @media (hover: hover) {
    .key:not(:disabled, [aria-disabled='true']):hover {
      background: var(--alcove-surface-hover);
    }
    .key.confirm:not(:disabled, [aria-disabled='true']):hover {
      background: var(--alcove-accent-fill-loud-hover);
    }
  }
  .key:not(:disabled, [aria-disabled='true']):active {
    transform: scale(0.95);
  }
  .key[aria-disabled='true'] {
    color: var(--alcove-on-surface-quiet);
  }
  .key.confirm[aria-disabled='true'] {
    background: var(--alcove-surface-hover);
    color: var(--alcove-on-surface-quiet);
  }
  .key.confirm.busy[aria-disabled='true'] {
    background: var(--alcove-accent-fill-loud);
    color: var(--alcove-accent-on-loud);
  }
  @media (max-height: 560px) {
    .keys {
      gap: var(--alcove-space-1) var(--alcove-space-4);
    }
  }
  @media (forced-colors: active) {
    .key.confirm:not([aria-disabled='true']),
    .key.confirm.busy {
      forced-color-adjust: none;
    }
    .key {
      border-color: ButtonText;
    }
    .key[aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
    .dot.filled {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots.shake {
      animation: blink 240ms linear;
    }
    .key:not(:disabled, [aria-disabled='true']):active,
    .dot.filled {
      transform: none;
    }
    @keyframes blink {
      50% {
        opacity: 0.3;
      }
    }
  }
`;
