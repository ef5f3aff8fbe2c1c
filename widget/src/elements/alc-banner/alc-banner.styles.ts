import { css } from 'lit';

/** Only trust roles, and sizes of its own: a theme reaches none of them. */
export const bannerStyles = css`
  :host {
    display: block;
  }
  .banner {
    display: flex;
    gap: 12px;
    padding: 12px 16px;
    border: 1px solid;
    border-radius: 14px;
    font-family: var(--alcove-trust-font);
    font-size: 0.9375rem;
    line-height: 1.45;
    color: var(--alcove-trust-on);
  }
  .text {
    flex: 1;
    min-inline-size: 0;
    text-align: start;
  }
  alc-icon {
    --alcove-icon-stroke: initial;
    margin-block-start: 1px;
  }
  .heading {
    font-weight: 600;
  }
  .good {
    border-color: var(--alcove-good-border-quiet);
    background: var(--alcove-good-fill-quiet);
    alc-icon,
    .heading {
      color: var(--alcove-good-on-quiet);
    }
  }
  .caution {
    border-color: var(--alcove-caution-border-quiet);
    background: var(--alcove-caution-fill-quiet);
    alc-icon,
    .heading {
      color: var(--alcove-caution-on-quiet);
    }
  }
  .danger {
    border-color: var(--alcove-danger-border-quiet);
    background: var(--alcove-danger-fill-quiet);
    alc-icon,
    .heading {
      color: var(--alcove-danger-on-quiet);
    }
  }
  .info {
    border-color: var(--alcove-info-border-quiet);
    background: var(--alcove-info-fill-quiet);
    alc-icon {
      color: var(--alcove-info-on-quiet);
    }
  }
`;
