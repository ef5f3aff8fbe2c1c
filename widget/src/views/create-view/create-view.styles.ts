import { css } from 'lit';

export const createViewStyles = css`
  .points {
    padding-block-start: var(--alcove-space-2);
  }
  .pad {
    align-items: center;
    text-align: center;
  }
  .pad .lead {
    text-wrap: balance;
  }
  .pad alc-pin-pad {
    inline-size: 100%;
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: var(--alcove-space-2);
  }
`;
