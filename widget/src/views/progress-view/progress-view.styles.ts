import { css } from 'lit';

export const progressViewStyles = css`
  .content {
    padding-block-start: var(--alcove-space-4);
  }
  .display {
    margin-block-start: calc(-1 * var(--alcove-space-2));
    overflow-wrap: anywhere;
  }
  .to {
    margin-block-start: calc(-1 * var(--alcove-space-3));
  }
  h1 + .summary {
    margin-block-start: calc(-1 * var(--alcove-space-2));
  }
  alc-transaction-hash {
    inline-size: 100%;
  }
`;
