import { css } from 'lit';

/** A link that looks like the primary button: only a link can lead the whole page away, and only when it is pressed. */
export const redirectViewStyles = css`
  a {
    display: grid;
    place-items: center;
    min-block-size: var(--alcove-button-height);
    padding: var(--alcove-space-2) var(--alcove-space-6);
    border: 1px solid transparent;
    border-radius: var(--alcove-button-radius);
    background: var(--alcove-accent-fill-loud);
    color: var(--alcove-accent-on-loud);
    font-weight: var(--alcove-weight-semibold);
    line-height: 1.3;
    text-align: center;
    text-decoration: none;
  }
  @media (hover: hover) {
    a:hover {
      background: var(--alcove-accent-fill-loud-hover);
    }
  }
  @media (forced-colors: active) {
    a {
      border-color: LinkText;
    }
  }
`;
