import { css } from 'lit';

export const tickStyles = css`
  :host {
    display: inline-flex;
    inline-size: var(--alc-tick-size, 64px);
    block-size: var(--alc-tick-size, 64px);
    color: var(--alcove-good-on-quiet);
  }
  svg {
    inline-size: 100%;
    block-size: 100%;
    fill: none;
    stroke: currentColor;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  circle {
    fill: var(--alcove-good-fill-quiet);
    stroke: var(--alcove-good-border-quiet);
    animation: appear var(--alcove-duration-slow) var(--alcove-ease-out) both;
    transform-origin: center;
  }
  path {
    stroke-width: 4.5;
    stroke-dasharray: 1;
    stroke-dashoffset: 0;
    animation: draw 360ms var(--alcove-ease-out) 160ms backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: scale(0.8);
    }
  }
  @keyframes draw {
    from {
      stroke-dashoffset: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    circle,
    path {
      animation: fade var(--alcove-duration-slow) linear both;
    }
    @keyframes fade {
      from {
        opacity: 0;
      }
    }
  }
`;
