import { css } from 'lit';

export const rowStyles = css`
  :host {
    display: block;
  }
  :host(:not(:first-of-type)) {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 2px var(--alcove-space-4);
    min-block-size: var(--alcove-target-size);
    padding-block: 10px;
    align-content: center;
    font-size: var(--alcove-text-m);
  }
  dt {
    flex: none;
    max-inline-size: 100%;
    color: var(--alcove-on-surface-quiet);
  }
  dd {
    flex: 0 1 auto;
    min-inline-size: 0;
    margin-inline-start: auto;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  :host([strong]) dt,
  :host([strong]) dd {
    color: inherit;
    font-weight: var(--alcove-weight-semibold);
  }
`;
