import { css } from 'lit';

export const receiveViewStyles = css`
  .card {
    padding: var(--alcove-space-4);
  }
  /* The digits are what counts here: they take the whole width, in two even lines. */
  alc-address {
    justify-content: space-between;
    inline-size: 100%;
  }
`;
