import { css } from 'lit';

/** The list of transactions, on its own screen and as a preview. */
export const activityRowsStyles = css`
  .transaction {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: 60px;
    padding-block: var(--alcove-space-2);
  }
  .transaction + .transaction {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  .direction {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-surface-raised);
    color: var(--alcove-on-surface-quiet);
  }
  .direction[data-direction='in'] {
    background: var(--alcove-good-fill-quiet);
    color: var(--alcove-good-on-quiet);
  }
  .what {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  .how-much {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    text-align: end;
  }
  .main {
    font-weight: var(--alcove-weight-medium);
  }
  .amount {
    font-variant-numeric: tabular-nums;
  }
  .detail {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-variant-numeric: tabular-nums;
  }
  .what alc-skeleton + alc-skeleton {
    margin-block-start: 6px;
  }
  .transaction[data-status='failed'] .status,
  .transaction[data-status='dropped'] .status {
    color: var(--alcove-danger-on-surface);
  }
  .transaction[data-status='failed'] .amount,
  .transaction[data-status='dropped'] .amount {
    color: var(--alcove-on-surface-quiet);
    text-decoration: line-through;
  }
  .nothing-yet {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: var(--alcove-space-3);
    padding-block: var(--alcove-space-8);
    color: var(--alcove-on-surface-quiet);
    text-align: center;
  }
`;
