import { css } from 'lit';

/** The line under a warning on which a person says to have understood it, wherever it stands. */
export const acknowledgeStyles = css`
  .acknowledge {
    display: flex;
    align-items: flex-start;
    gap: var(--alcove-space-3);
    min-block-size: var(--alcove-target-size);
    margin-block-start: var(--alcove-space-2);
    padding-block: 11px;
    border-block-start: 1px solid var(--alcove-danger-border-quiet);
    font-weight: var(--alcove-weight-medium);
    cursor: pointer;
  }
  .acknowledge input {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    margin: 1px 0 0;
    accent-color: var(--alcove-danger-fill-loud);
  }
`;
