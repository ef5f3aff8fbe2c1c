import { css } from 'lit';

/** Only trust roles: a host theme reaches none of them. */
export const bannerStyles = css`
  :host {
    display: block;
  }
  .banner {
    display: flex;
    gap: var(--alcove-space-3);
    padding: var(--alcove-space-3) var(--alcove-space-4);
    border: 1px solid;
    border-radius: var(--alcove-radius-card);
    font-family: var(--alcove-trust-font);
    font-size: var(--alcove-text-m);
    line-height: 1.45;
    color: var(--alcove-trust-on);
  }
  .text {
    flex: 1;
    min-inline-size: 0;
  }
  alc-icon {
    margin-block-start: 1px;
  }
  .heading {
    font-weight: var(--alcove-weight-semibold);
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
