import { css } from 'lit';

export const receiveViewStyles = css`
  .card {
    padding: var(--alcove-space-4);
  }
  alc-address {
    font-size: var(--alcove-text-l);
  }
`;
