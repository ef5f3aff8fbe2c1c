import { css } from 'lit';

export const connectViewStyles = css`
  h1 {
    overflow-wrap: anywhere;
  }
  .points li[data-can] alc-icon {
    color: var(--alcove-good-on-surface);
  }
  .accounts {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-2);
  }
  h2 {
    margin-block: var(--alcove-space-2) calc(-1 * var(--alcove-space-2));
  }
`;
