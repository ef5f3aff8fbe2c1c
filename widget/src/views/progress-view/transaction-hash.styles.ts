import { css } from 'lit';

export const transactionHashStyles = css`
  :host {
    display: block;
  }
  button {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--alcove-space-4);
    inline-size: 100%;
    min-block-size: 48px;
    padding-inline: var(--alcove-space-4);
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-raised);
  }
  .label {
    color: var(--alcove-on-surface-quiet);
  }
  .value {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-2);
    --alc-icon-size: 18px;
  }
  code {
    font-family: var(--alcove-font-mono);
    font-size: var(--alcove-text-s);
  }
  .outcome {
    display: block;
    min-block-size: 1.5em;
    padding-block-start: var(--alcove-space-1);
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    text-align: center;
  }
  @media (hover: hover) {
    button:hover {
      background: var(--alcove-surface-hover);
    }
  }
  @media (forced-colors: active) {
    button {
      border: 1px solid ButtonText;
    }
  }
`;
