import { css } from 'lit';

export const peerClaimStyles = css`
  :host {
    display: block;
    padding: var(--alcove-space-2) var(--alcove-page-padding) var(--alcove-space-3);
  }
  .claim {
    display: flex;
    gap: var(--alcove-space-2);
    padding: var(--alcove-space-2) var(--alcove-space-3);
    border-radius: var(--alcove-radius-field);
    background: var(--alcove-caution-fill-quiet);
    color: var(--alcove-caution-on-quiet);
    font-family: var(--alcove-trust-font);
    font-size: var(--alcove-text-s);
    line-height: round(1.35em, 1px);
    --alc-icon-size: 18px;
  }
  .text {
    min-inline-size: 0;
  }
  .who {
    font-weight: var(--alcove-weight-semibold);
    overflow-wrap: anywhere;
    word-break: break-word;
  }
  bdi {
    unicode-bidi: isolate;
  }
  @media (forced-colors: active) {
    .claim {
      border: 1px solid CanvasText;
    }
  }
`;
