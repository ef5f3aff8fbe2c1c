import { css } from 'lit';

export const taskViewStyles = css`
  .pad {
    align-items: center;
    text-align: center;
  }
  alc-pin-pad {
    inline-size: 100%;
  }
  .document {
    padding-block-end: 0;
  }
  .document p {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-2);
    padding-block-end: var(--alcove-space-1);
    font-weight: var(--alcove-weight-medium);
  }
  .document code {
    margin-inline-start: auto;
    color: var(--alcove-on-surface-quiet);
    font-family: var(--alcove-font-mono);
    font-size: var(--alcove-text-s);
  }
  textarea {
    min-block-size: 148px;
  }
`;
