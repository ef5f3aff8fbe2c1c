import { css } from 'lit';

export const devBannerStyles = css`
  :host {
    display: block;
  }
  p {
    padding: 6px 16px;
    background: var(--alcove-caution-fill-quiet);
    color: var(--alcove-caution-on-quiet);
    font-family: var(--alcove-trust-font);
    font-size: 0.8125rem;
    font-weight: 500;
    line-height: round(1.35em, 1px);
    text-align: center;
    text-wrap: balance;
    --alc-icon-size: 16px;
  }
  alc-icon {
    margin-inline-end: 8px;
    --alcove-icon-stroke: initial;
    vertical-align: -3px;
  }
  @media (forced-colors: active) {
    p {
      border-block-end: 1px solid CanvasText;
    }
  }
`;
