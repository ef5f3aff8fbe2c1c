import { css } from 'lit';

export const approveTransactionViewStyles = css`
  .headline {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-1);
  }
  .headline[data-with-amount] .verb {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-m);
    font-weight: var(--alcove-weight-medium);
    line-height: round(1.25em, 1px);
    letter-spacing: 0;
  }
  .value .aside {
    display: block;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
  }
`;
