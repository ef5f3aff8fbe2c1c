import { css } from 'lit';

export const signInViewStyles = css`
  .content {
    padding-block: var(--alcove-space-8) var(--alcove-space-2);
  }
  alc-banner {
    inline-size: 100%;
    text-align: start;
  }
`;
