import { css } from 'lit';

export const loadingViewStyles = css`
  .content[data-shape='start'] {
    align-items: center;
    padding-block: var(--alcove-space-6) var(--alcove-space-2);
  }
`;
