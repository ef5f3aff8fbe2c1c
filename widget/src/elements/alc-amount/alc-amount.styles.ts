import { css } from 'lit';

export const amountStyles = css`
  :host {
    display: inline-block;
    max-inline-size: 100%;
  }
  .amount {
    font-variant-numeric: tabular-nums;
  }
  .symbol {
    white-space: nowrap;
  }
  .money {
    display: block;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-variant-numeric: tabular-nums;
  }
  :host([size='large']) {
    .amount {
      font-family: var(--alcove-font-display);
      font-size: var(--alcove-text-2xl);
      font-weight: var(--alcove-display-weight, var(--alcove-weight-semibold));
      line-height: round(1.15em, 1px);
      letter-spacing: var(--alcove-display-spacing, -0.02em);
    }
    .amount.long {
      font-size: var(--alcove-text-xl);
    }
    .symbol {
      font-size: 0.65em;
      line-height: 1;
      font-weight: var(--alcove-weight-medium);
      letter-spacing: 0;
      color: var(--alcove-on-surface-quiet);
    }
    .money {
      margin-block-start: var(--alcove-space-1);
      font-size: var(--alcove-text-m);
    }
  }
`;
