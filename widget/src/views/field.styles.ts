import { css } from 'lit';

/** Fields for words, names and passphrases. 16 px: smaller, and a phone zooms in on them. */
export const fieldStyles = css`
  .field {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-1);
    inline-size: 100%;
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    text-align: start;
  }
  .fields {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-3);
    inline-size: 100%;
  }
  .field input,
  textarea {
    inline-size: 100%;
    min-block-size: 48px;
    margin: 0;
    padding: 10px var(--alcove-space-3);
    border: 1px solid var(--alcove-border-normal);
    border-radius: var(--alcove-radius-field);
    background: var(--alcove-surface);
    color: var(--alcove-on-surface);
    font: inherit;
    font-size: 16px;
    font-weight: var(--alcove-weight-regular);
    resize: none;
  }
  ::placeholder {
    color: var(--alcove-on-surface-quiet);
    opacity: 1;
  }
  .field [aria-invalid='true'] {
    border-color: var(--alcove-danger-on-surface);
  }
  .problem {
    color: var(--alcove-danger-on-surface);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    text-align: start;
    --alc-icon-size: 18px;
  }
  .problem alc-icon {
    margin-inline-end: var(--alcove-space-1);
    vertical-align: -4px;
  }
`;
