import { css } from 'lit';

/** What the screens share on which something is approved. */
export const approvalStyles = css`
  /* What is approved stays in sight while the details scroll; the button watches it. */
  h1 {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding-block: var(--alcove-space-1) var(--alcove-space-2);
    margin-block-start: calc(-1 * var(--alcove-space-1));
    background: var(--alcove-surface);
  }
  h1 + .lead {
    margin-block-start: calc(-1 * var(--alcove-space-4));
  }
  .warnings {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-2);
  }
  .typed {
    flex-direction: column;
    cursor: auto;
  }
  .acknowledge.typed input {
    inline-size: 100%;
    block-size: var(--alcove-target-size);
    padding: 0 var(--alcove-space-3);
    border: 1px solid var(--alcove-border-normal);
    border-radius: var(--alcove-radius-field);
    background: var(--alcove-surface);
    color: var(--alcove-on-surface);
    font: 16px var(--alcove-font-mono);
  }
  .group {
    margin-block: var(--alcove-space-2) 0;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
  }
  .message {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-2);
  }
  .quote {
    max-block-size: 240px;
    padding: var(--alcove-space-3) var(--alcove-space-4);
    overflow-y: auto;
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-raised);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .quote[data-bytes='yes'] {
    font-family: var(--alcove-font-mono);
    font-size: var(--alcove-text-s);
  }
  @media (forced-colors: active) {
    .quote {
      border: 1px solid CanvasText;
    }
  }
`;
