import { css } from 'lit';

export const settingsViewStyles = css`
  .content {
    gap: var(--alcove-space-6);
  }
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 var(--alcove-space-2);
  }
  section h2 {
    padding-block-end: var(--alcove-space-1);
  }
  /* One of three: the choices share a bar, the chosen one is raised from it. */
  .choices {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: var(--alcove-space-1);
    padding: var(--alcove-space-1);
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-hover);
  }
  section fieldset {
    margin-block: var(--alcove-space-3);
  }
  section .small {
    padding-block-end: var(--alcove-space-3);
  }
  .choices label {
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: var(--alcove-target-size);
    border-radius: var(--alcove-radius-field);
    cursor: pointer;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    line-height: 1.2;
    text-align: center;
    transition: background-color var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .choices input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .choices label:has(:checked) {
    background: var(--alcove-surface);
    color: var(--alcove-on-surface);
  }
  .choices label:has(:focus-visible) {
    outline: 2px solid var(--alcove-focus);
    outline-offset: 1px;
  }
  .network {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-3);
    min-block-size: 48px;
    cursor: pointer;
  }
  .network input {
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--alcove-accent-fill-loud);
  }
  .network + .network {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  alc-menu-row span {
    font-size: var(--alcove-text-s);
  }
  .caution,
  .good,
  .danger {
    font-weight: var(--alcove-weight-medium);
    --alc-icon-size: 16px;
  }
  .caution {
    color: var(--alcove-caution-on-surface);
  }
  .good {
    color: var(--alcove-good-on-surface);
  }
  .danger {
    color: var(--alcove-danger-on-surface);
  }
  :is(.caution, .good, .danger) alc-icon {
    margin-inline-end: var(--alcove-space-1);
    vertical-align: -3px;
  }
  .tag {
    padding: 1px var(--alcove-space-2);
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-surface-hover);
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
  }
  .who {
    padding-block-end: var(--alcove-space-2);
    border-block-end: 1px solid var(--alcove-border-quiet);
  }
  @media (forced-colors: active) {
    .choices label:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
