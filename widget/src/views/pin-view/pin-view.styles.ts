import { css } from 'lit';

export const pinViewStyles = css`
  .content {
    align-items: center;
    text-align: center;
  }
  alc-pin-pad {
    inline-size: 100%;
  }
`;
