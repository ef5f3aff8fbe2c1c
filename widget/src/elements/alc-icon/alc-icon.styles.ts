import { css } from 'lit';

export const iconStyles = css`
  :host {
    display: inline-flex;
    flex: none;
    inline-size: var(--alc-icon-size, 20px);
    block-size: var(--alc-icon-size, 20px);
    vertical-align: -0.25em;
  }
  svg {
    inline-size: 100%;
    block-size: 100%;
    fill: none;
    stroke: currentColor;
    /* In pixels on the screen at 20 px: the grid is 24 units wide. */
    stroke-width: calc(var(--alcove-icon-stroke, 1.75) * 1.2);
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  :host(:dir(rtl)) .directional {
    transform: scaleX(-1);
  }
`;
