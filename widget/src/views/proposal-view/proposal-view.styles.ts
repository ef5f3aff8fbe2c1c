import { css } from 'lit';

export const proposalViewStyles = css`
  .points li[data-can='check'] alc-icon {
    color: var(--alcove-good-on-surface);
  }
  h2 {
    margin-block: var(--alcove-space-1) calc(-1 * var(--alcove-space-2));
  }
  .value {
    overflow-wrap: anywhere;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 var(--alcove-space-2);
  }
  .account {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: var(--alcove-target-size);
    padding: var(--alcove-space-3) var(--alcove-space-4);
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-raised);
  }
  .account + .account {
    margin-block-start: var(--alcove-space-2);
  }
  label.account {
    cursor: pointer;
  }
  .account input {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--alcove-accent-fill-loud);
  }
  .account alc-address {
    min-inline-size: 0;
  }
  details h2 {
    margin-block: var(--alcove-space-3) var(--alcove-space-1);
  }
  @media (forced-colors: active) {
    .account {
      border: 1px solid CanvasText;
    }
  }
`;
