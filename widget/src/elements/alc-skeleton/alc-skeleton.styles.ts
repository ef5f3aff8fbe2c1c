import { css } from 'lit';

export const skeletonStyles = css`
  :host {
    display: block;
    max-inline-size: 100%;
    inline-size: var(--alc-skeleton-width, 100%);
    block-size: var(--alc-skeleton-height, 1em);
  }
  .skeleton {
    inline-size: 100%;
    block-size: 100%;
    border-radius: min(var(--alcove-radius-field), calc(var(--alc-skeleton-height, 1em) / 2));
  }
  :host([round]) .skeleton {
    border-radius: var(--alcove-radius-full);
  }
`;
