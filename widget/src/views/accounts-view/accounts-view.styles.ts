import { css } from 'lit';

export const accountsViewStyles = css`
  li + li {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  .account {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
  }
  alc-menu-row {
    flex: 1;
    min-inline-size: 0;
  }
  .link {
    min-block-size: var(--alcove-target-size);
  }
  .in-use {
    color: var(--alcove-good-on-surface);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    --alc-icon-size: 16px;
  }
  .in-use alc-icon {
    margin-inline-end: var(--alcove-space-1);
    vertical-align: -3px;
  }
  .edit {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--alcove-space-2);
    padding-block: var(--alcove-space-1) var(--alcove-space-3);
  }
  .edit .field {
    grid-column: 1 / -1;
  }
`;
