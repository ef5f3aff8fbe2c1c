import { css } from 'lit';

export const menuRowStyles = css`
  :host {
    display: block;
  }
  :host(:not(:first-of-type)) {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  button {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    inline-size: 100%;
    min-block-size: 56px;
    padding-block: var(--alcove-space-2);
    border-radius: var(--alcove-radius-field);
    font-size: var(--alcove-text-m);
    transition: background-color var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .icon {
    color: var(--alcove-on-surface-quiet);
  }
  .text {
    flex: 1;
    min-inline-size: 0;
  }
  .label {
    display: block;
    font-weight: var(--alcove-weight-medium);
  }
  .detail {
    display: block;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
  }
  .end {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .chevron {
    --alc-icon-size: 18px;
    color: var(--alcove-on-surface-quiet);
  }
  .danger .label,
  .danger .icon {
    color: var(--alcove-danger-on-surface);
  }
  @media (hover: hover) {
    button:not(:disabled):hover {
      background: var(--alcove-surface-raised);
      box-shadow: 0 0 0 8px var(--alcove-surface-raised);
      clip-path: inset(0 -8px round var(--alcove-radius-field));
    }
  }
  button:not(:disabled):active {
    background: var(--alcove-surface-hover);
  }
  button:disabled {
    color: var(--alcove-on-surface-quiet);
  }
`;
