import { css } from 'lit';

export const sitesViewStyles = css`
  .text span {
    overflow-wrap: anywhere;
  }
  .text details {
    margin-block-start: var(--alcove-space-1);
  }
  dl {
    display: grid;
    gap: var(--alcove-space-2);
    margin: 0;
    padding-block-end: var(--alcove-space-2);
    font-size: var(--alcove-text-s);
  }
  dt {
    color: var(--alcove-on-surface-quiet);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--alcove-space-3);
    padding-block: var(--alcove-space-8);
    text-align: center;
    text-wrap: balance;
  }
`;
