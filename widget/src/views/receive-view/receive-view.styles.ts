import { css } from 'lit';

export const receiveViewStyles = css`
  .code {
    display: flex;
    justify-content: center;
  }
  .card {
    padding: var(--alcove-space-4);
  }
  /* The digits are what counts here: they take the whole width, in two even lines. */
  alc-address {
    justify-content: space-between;
    inline-size: 100%;
  }
  .ways {
    display: flex;
    gap: var(--alcove-space-2);
  }
  .ways > * {
    flex: 1;
  }
  .asked {
    font-size: var(--alcove-text-l);
    font-weight: var(--alcove-weight-semibold);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  select {
    inline-size: 100%;
    min-block-size: 48px;
    padding-inline: var(--alcove-space-3);
    border: 1px solid var(--alcove-border-normal);
    border-radius: var(--alcove-radius-field);
    background: var(--alcove-surface);
    color: var(--alcove-on-surface);
    font: inherit;
    font-size: 16px;
  }
  .copied {
    min-block-size: 1.45em;
    text-align: center;
  }
`;
