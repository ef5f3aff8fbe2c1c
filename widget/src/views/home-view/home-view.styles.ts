import { css } from 'lit';

export const homeViewStyles = css`
  .content {
    gap: var(--alcove-space-6);
  }
  .balance {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: var(--alcove-space-1);
    text-align: center;
  }
  .balance h1 {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    letter-spacing: 0;
  }
  /* Room for the value under it, which comes later. */
  .figure {
    min-block-size: 66px;
  }
  .bar {
    min-block-size: var(--alcove-target-size);
    margin-block-end: calc(-1 * var(--alcove-space-4));
  }
  .recent h2 {
    padding-block-end: var(--alcove-space-1);
  }
  .empty {
    padding-block: var(--alcove-space-4);
    color: var(--alcove-on-surface-quiet);
    text-wrap: pretty;
  }
  .tiles {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: var(--alcove-space-2);
  }
  .tile {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: var(--alcove-space-1);
    min-block-size: 64px;
    /* A quarter of a narrow phone holds "Activity" in one piece, in roomy themes too. */
    padding: var(--alcove-space-2) 2px;
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-accent-fill-quiet);
    color: var(--alcove-accent-on-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    text-align: center;
    transition:
      background-color var(--alcove-duration-fast) var(--alcove-ease-out),
      transform var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .tile:active {
    background: var(--alcove-accent-fill-quiet-hover);
    transform: scale(0.985);
  }
  @media (hover: hover) {
    .tile:hover {
      background: var(--alcove-accent-fill-quiet-hover);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .tile:active {
      transform: none;
    }
  }
  @media (forced-colors: active) {
    .tile {
      border: 1px solid ButtonText;
    }
  }
`;
