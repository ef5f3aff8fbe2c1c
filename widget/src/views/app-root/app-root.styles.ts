import { css } from 'lit';

export const appRootStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }
  .offline {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--alcove-space-2);
    padding: 6px var(--alcove-space-4);
    background: var(--alcove-trust-fill);
    color: var(--alcove-trust-on);
    font-family: var(--alcove-trust-font);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    line-height: round(1.35em, 1px);
    --alc-icon-size: 16px;
  }
`;
