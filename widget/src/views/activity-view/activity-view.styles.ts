import { css } from 'lit';

export const activityViewStyles = css`
  button.transaction {
    inline-size: 100%;
    border-radius: var(--alcove-radius-field);
    text-align: start;
  }
  li + li {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  button.transaction .detail {
    overflow-wrap: anywhere;
  }
  .transaction[data-status='replaced'] .amount {
    color: var(--alcove-on-surface-quiet);
    text-decoration: line-through;
  }
  @media (hover: hover) {
    button.transaction:hover {
      background: var(--alcove-surface-raised);
    }
  }
`;
