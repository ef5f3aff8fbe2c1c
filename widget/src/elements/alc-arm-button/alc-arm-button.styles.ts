import { css } from 'lit';

export const armButtonStyles = css`
  :host {
    display: block;
  }
  button {
    position: relative;
    display: grid;
    grid-template: 100% / 100%;
    inline-size: 100%;
    min-block-size: var(--alcove-button-height);
    padding: var(--alcove-space-2) var(--alcove-space-6);
    overflow: hidden;
    border: 1px solid transparent;
    border-radius: var(--alcove-button-radius);
    background: var(--alcove-accent-fill-quiet);
    color: var(--alcove-accent-on-quiet);
    font-size: var(--alcove-text-m);
    font-weight: var(--alcove-button-weight, var(--alcove-weight-semibold));
    letter-spacing: var(--alcove-button-spacing);
    text-transform: var(--alcove-button-case);
    line-height: 1.3;
    text-align: center;
    user-select: none;
    transition: background-color var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  button.held {
    background: var(--alcove-surface-hover);
    color: var(--alcove-on-surface-quiet);
    font-weight: var(--alcove-weight-medium);
  }
  button.armed {
    background: var(--alcove-accent-fill-loud);
    color: var(--alcove-accent-on-loud);
  }
  button.danger.armed {
    background: var(--alcove-danger-fill-loud);
    color: var(--alcove-danger-on-loud);
  }
  @media (hover: hover) {
    button.armed:hover {
      background: var(--alcove-accent-fill-loud-hover);
    }
    button.danger.armed:hover {
      background: var(--alcove-danger-fill-loud-hover);
    }
  }
  /* Colour only: a browser that watches for visibility takes a scaled button for a hidden one, and the press would not count. */
  button.armed:active {
    background: var(--alcove-accent-fill-loud-hover);
  }
  button.danger.armed:active {
    background: var(--alcove-danger-fill-loud-hover);
  }
  .fill {
    position: absolute;
    inset: 0;
    background: var(--alcove-accent-fill-quiet-hover);
    transform: scaleX(0);
    transform-origin: left;
  }
  :host(:dir(rtl)) .fill {
    transform-origin: right;
  }
  .arming .fill {
    transform: scaleX(1);
    transition: transform var(--alc-arm-duration, 600ms) linear;
  }
  .armed .fill,
  .held .fill {
    visibility: hidden;
  }
  .label {
    position: relative;
    grid-area: 1 / 1;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--alcove-space-2);
  }
  @media (forced-colors: active) {
    /* The browser would put a plate of the page's colour behind words on a fill, and hide them. */
    button.armed {
      forced-color-adjust: none;
      background: var(--alcove-accent-fill-loud);
      color: var(--alcove-accent-on-loud);
    }
    button {
      border-color: ButtonText;
    }
    button.held,
    button.arming {
      border-color: GrayText;
      color: GrayText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .fill {
      transform: none;
      opacity: 0;
    }
    .arming .fill {
      transform: none;
      opacity: 1;
      transition: opacity var(--alc-arm-duration, 600ms) linear;
    }
  }
`;
