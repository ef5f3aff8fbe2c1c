import { css } from 'lit';

export const homeAssetsStyles = css`
  :host {
    display: block;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--alcove-space-2);
  }
  [role='tablist'] {
    display: flex;
    gap: var(--alcove-space-4);
  }
  [role='tab'] {
    min-inline-size: var(--alcove-target-size);
    min-block-size: var(--alcove-target-size);
    border-block-end: 2px solid transparent;
    color: var(--alcove-on-surface-quiet);
    font-weight: var(--alcove-weight-medium);
  }
  [role='tab'][aria-selected='true'] {
    border-color: var(--alcove-accent-on-quiet);
    color: var(--alcove-on-surface);
  }
  .refresh {
    display: grid;
    place-items: center end;
    inline-size: var(--alcove-target-size);
    block-size: var(--alcove-target-size);
    border-radius: var(--alcove-radius-field);
    color: var(--alcove-on-surface-quiet);
  }
  .refresh svg {
    inline-size: 18px;
    block-size: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75px;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .refresh[aria-disabled='true'] svg {
    animation: alcove-turn 1s linear infinite;
  }
  @keyframes alcove-turn {
    to {
      transform: rotate(360deg);
    }
  }
  [role='tabpanel'] {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  .empty,
  .unavailable {
    padding-block: var(--alcove-space-4);
    color: var(--alcove-on-surface-quiet);
    text-wrap: pretty;
  }
  .all {
    inline-size: 100%;
    min-block-size: var(--alcove-target-size);
    color: var(--alcove-accent-on-quiet);
    font-weight: var(--alcove-weight-medium);
    text-align: center;
  }
  .token {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: 60px;
    padding-block: var(--alcove-space-2);
  }
  .token + .token {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  .letter {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-surface-raised);
    font-weight: var(--alcove-weight-semibold);
  }
  .what {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  .worth {
    flex: none;
    max-inline-size: 50%;
    text-align: end;
  }
  .main {
    font-weight: var(--alcove-weight-medium);
  }
  .main,
  .worth {
    font-variant-numeric: tabular-nums;
  }
  .line {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .detail {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-variant-numeric: tabular-nums;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(132px, 1fr));
    gap: var(--alcove-space-3);
    padding-block: var(--alcove-space-3);
  }
  .nft {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .picture {
    display: grid;
    place-items: center;
    inline-size: 100%;
    aspect-ratio: 1;
    margin-block-end: var(--alcove-space-2);
    overflow: hidden;
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-raised);
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-2xl);
    font-weight: var(--alcove-weight-semibold);
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .what alc-skeleton + alc-skeleton {
    margin-block-start: 6px;
  }
  .hue-0 {
    color: var(--alcove-hue-0);
  }
  .hue-1 {
    color: var(--alcove-hue-1);
  }
  .hue-2 {
    color: var(--alcove-hue-2);
  }
  .hue-3 {
    color: var(--alcove-hue-3);
  }
  .hue-4 {
    color: var(--alcove-hue-4);
  }
  .hue-5 {
    color: var(--alcove-hue-5);
  }
  .hue-6 {
    color: var(--alcove-hue-6);
  }
  .hue-7 {
    color: var(--alcove-hue-7);
  }
  @media (prefers-reduced-motion: reduce) {
    .refresh[aria-disabled='true'] svg {
      animation: none;
      opacity: 0.5;
    }
  }
  @media (forced-colors: active) {
    .letter,
    .picture {
      border: 1px solid CanvasText;
    }
  }
`;
