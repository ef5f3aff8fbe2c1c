import { css } from 'lit';

export const devBannerStyles = css`
  :host {
    display: block;
  }
  p {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--alcove-space-2);
    padding: 6px var(--alcove-space-4);
    background: var(--alcove-caution-fill-quiet);
    color: var(--alcove-caution-on-quiet);
    font-family: var(--alcove-trust-font);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    line-height: 1.35;
    text-wrap: balance;
    --alc-icon-size: 16px;
  }
  :host(:lang(ja)) p {
    word-break: auto-phrase;
  }
  @media (forced-colors: active) {
    p {
      border-block-end: 1px solid CanvasText;
    }
  }
`;
