import { css } from 'lit';

export const spinnerStyles = css`
  :host {
    display: inline-flex;
    flex: none;
    inline-size: var(--alc-spinner-size, 20px);
    block-size: var(--alc-spinner-size, 20px);
    vertical-align: -0.25em;
  }
  svg {
    inline-size: 100%;
    block-size: 100%;
    fill: none;
    stroke: currentColor;
    stroke-width: 2.5;
    stroke-linecap: round;
    animation: turn 800ms linear infinite;
  }
  .track {
    opacity: 0.22;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    svg {
      animation: breathe 900ms ease-in-out infinite alternate;
    }
    @keyframes breathe {
      from {
        opacity: 0.35;
      }
      to {
        opacity: 1;
      }
    }
  }
`;
