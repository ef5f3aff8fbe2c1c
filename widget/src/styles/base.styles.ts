import { css } from 'lit';

/** What every element starts from: box model, focus ring, type helpers, things only a screen reader reads, the waiting shimmer. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: inherit;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled,
  button[aria-disabled='true'] {
    cursor: default;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul {
    margin: 0;
    padding: 0;
    font-size: inherit;
    font-weight: inherit;
  }
  ol,
  ul {
    list-style: none;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--alcove-focus);
    outline-offset: 2px;
  }

  .display {
    font-family: var(--alcove-font-display);
    font-size: var(--alcove-text-2xl);
    font-weight: var(--alcove-display-weight, var(--alcove-weight-semibold));
    line-height: 1.15;
    letter-spacing: var(--alcove-display-spacing, -0.015em);
  }
  .title {
    font-family: var(--alcove-font-display);
    font-size: var(--alcove-text-xl);
    font-weight: var(--alcove-display-weight, var(--alcove-weight-semibold));
    line-height: 1.3;
    letter-spacing: var(--alcove-display-spacing, -0.01em);
    text-wrap: balance;
  }
  .subtitle {
    font-size: var(--alcove-text-l);
    font-weight: var(--alcove-weight-semibold);
    line-height: 1.4;
  }
  .body {
    max-inline-size: 60ch;
    font-size: var(--alcove-text-m);
    text-wrap: pretty;
  }
  .small {
    max-inline-size: 68ch;
    font-size: var(--alcove-text-s);
  }
  .quiet {
    color: var(--alcove-on-surface-quiet);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .mono {
    font-family: var(--alcove-font-mono);
    font-size: 0.94em;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .skeleton {
    position: relative;
    overflow: hidden;
    border-radius: var(--alcove-radius-field);
    background: var(--alcove-surface-hover);
  }
  .skeleton::after {
    content: '';
    position: absolute;
    inset: 0;
    background: linear-gradient(90deg, transparent, var(--alcove-surface-raised), transparent);
    transform: translateX(-100%);
    animation: alcove-shimmer 1.6s var(--alcove-ease-in-out) infinite;
  }
  @keyframes alcove-shimmer {
    to {
      transform: translateX(100%);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton::after {
      background: var(--alcove-surface-raised);
      transform: none;
      animation: alcove-breathe 1.8s ease-in-out infinite alternate;
    }
    @keyframes alcove-breathe {
      from {
        opacity: 0;
      }
      to {
        opacity: 1;
      }
    }
  }
`;
