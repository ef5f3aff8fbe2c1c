import { css } from 'lit';

export const transactionViewStyles = css`
  .hint {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    text-wrap: pretty;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--alcove-space-1);
    font-weight: var(--alcove-weight-medium);
    --alc-icon-size: 18px;
  }
  .state[data-status='confirmed'] {
    color: var(--alcove-good-on-surface);
  }
  .state[data-status='failed'],
  .state[data-status='dropped'] {
    color: var(--alcove-danger-on-surface);
  }
  .explorer {
    display: inline-flex;
    align-items: center;
    gap: var(--alcove-space-1);
    min-block-size: var(--alcove-target-size);
    --alc-icon-size: 18px;
  }
`;
