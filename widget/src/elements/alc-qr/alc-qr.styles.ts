import { css } from 'lit';

/* Scanners want dark on light: the code keeps its light ground in the dark, in a page's theme, and in forced colours. */
export const qrStyles = css`
  :host {
    display: block;
    inline-size: 232px;
    max-inline-size: 100%;
    aspect-ratio: 1;
    color-scheme: light;
    forced-color-adjust: none;
  }
  svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-trust-surface);
    shape-rendering: crispEdges;
  }
  path {
    fill: var(--alcove-trust-on);
  }
`;
