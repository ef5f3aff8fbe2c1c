import { css } from 'lit';

export const pinViewStyles = css`
  .content {
    align-items: center;
    text-align: center;
  }
  .lead,
  .small {
    text-wrap: balance;
  }
  alc-pin-pad {
    inline-size: 100%;
  }
`;
