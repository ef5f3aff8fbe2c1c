import { css } from 'lit';

export const walletConnectViewStyles = css`
  h2 {
    margin-block: var(--alcove-space-2) calc(-1 * var(--alcove-space-2));
  }
  textarea {
    min-block-size: 76px;
    font-family: var(--alcove-font-mono);
    overflow-wrap: anywhere;
  }
  .field textarea {
    font-size: 16px;
  }
  .waiting {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: 76px;
    font-weight: var(--alcove-weight-medium);
  }
  .scan {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-2);
    min-block-size: var(--alcove-target-size);
    color: var(--alcove-accent-on-surface);
    font-weight: var(--alcove-weight-medium);
    cursor: pointer;
  }
  .scan:focus-within {
    outline: 2px solid var(--alcove-focus);
    outline-offset: 2px;
    border-radius: var(--alcove-radius-field);
  }
  .names {
    overflow-wrap: anywhere;
  }
`;
