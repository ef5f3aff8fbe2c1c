import { css } from 'lit';

export const sendViewStyles = css`
  .piece {
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--alcove-radius-field);
    background: var(--alcove-surface-raised);
    object-fit: cover;
  }
  .letter {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-accent-fill-quiet);
    color: var(--alcove-accent-on-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-semibold);
  }
  .money {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
  }
  .address-field textarea {
    min-block-size: 76px;
    font-family: var(--alcove-font-mono);
    font-size: 16px;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  /* What is said of a field stands close to it, and takes no room while there is nothing to say. */
  #recipient-state,
  #amount-state {
    margin-block-start: calc(-1 * var(--alcove-space-2));
  }
  #recipient-state:not(:has(p)),
  #amount-state:empty {
    margin-block: 0 calc(-1 * var(--alcove-space-4));
  }
  #recipient-state alc-spinner {
    --alc-spinner-size: 18px;
    margin-inline-end: var(--alcove-space-1);
    vertical-align: -4px;
  }
  .scan {
    position: relative;
    display: inline-flex;
    align-items: center;
    align-self: flex-start;
    gap: var(--alcove-space-2);
    min-block-size: var(--alcove-target-size);
    color: var(--alcove-accent-on-quiet);
    font-weight: var(--alcove-weight-medium);
    cursor: pointer;
    border-radius: var(--alcove-radius-field);
  }
  .scan:focus-within {
    outline: 2px solid var(--alcove-focus);
    outline-offset: 2px;
  }
  /* The field itself lies over its words: it opens what the browser has for pictures, on a phone the camera. */
  .scan input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    opacity: 0;
    cursor: pointer;
    font-size: 0;
  }
  .found {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-2);
  }
  .sum {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: var(--alcove-space-1) var(--alcove-space-3);
    padding: var(--alcove-space-3) var(--alcove-space-4);
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-raised);
  }
  .sum label {
    grid-column: 1 / -1;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
  }
  .sum input {
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: var(--alcove-target-size);
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--alcove-on-surface);
    font: inherit;
    font-size: var(--alcove-text-2xl);
    font-weight: var(--alcove-weight-semibold);
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.01em;
  }
  .sum:focus-within {
    outline: 2px solid var(--alcove-focus);
    outline-offset: 1px;
  }
  .sum input:focus-visible {
    outline: none;
  }
  .sum .unit {
    font-size: var(--alcove-text-l);
    font-weight: var(--alcove-weight-medium);
  }
  .sum .links {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    align-items: center;
    justify-content: space-between;
    gap: 0 var(--alcove-space-3);
  }
  .sum .links .link {
    min-block-size: var(--alcove-target-size);
  }
  .fees {
    margin: 0;
    padding: 0;
    border: 0;
  }
  .fees legend {
    padding: 0 0 var(--alcove-space-1);
  }
  .fee {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: 52px;
    cursor: pointer;
  }
  .fee + .fee {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  .fee input {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--alcove-accent-fill-loud);
  }
  .fee .name {
    flex: 1;
  }
  .fee .name span {
    display: block;
    font-weight: var(--alcove-weight-medium);
  }
  .fee .cost {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  @media (forced-colors: active) {
    .sum,
    .letter {
      border: 1px solid CanvasText;
    }
  }
`;
