import { css } from 'lit';

export const accountBarStyles = css`
  :host {
    display: block;
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--alcove-space-2);
  }
  .chip {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-2);
    min-inline-size: 0;
    min-block-size: var(--alcove-target-size);
    padding-inline: var(--alcove-space-2) var(--alcove-space-3);
    border-radius: var(--alcove-radius-full);
    font-weight: var(--alcove-weight-medium);
    transition: background-color var(--alcove-duration-fast) var(--alcove-ease-out);
  }
  .chip.network {
    color: var(--alcove-on-surface-quiet);
    font-size: var(--alcove-text-s);
    --alc-icon-size: 16px;
  }
  button.chip {
    background: var(--alcove-surface-raised);
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mark {
    flex: none;
    inline-size: 7px;
    block-size: 7px;
    margin-block-end: 3px;
    border-block-end: 1.75px solid currentColor;
    border-inline-end: 1.75px solid currentColor;
    transform: rotate(45deg);
  }
  [aria-expanded='true'] .mark {
    margin-block-end: -3px;
    transform: rotate(225deg);
  }
  .panel {
    margin-block-start: var(--alcove-space-2);
    padding: var(--alcove-space-1) var(--alcove-space-3);
    border-radius: var(--alcove-radius-card);
    background: var(--alcove-surface-raised);
  }
  .line {
    display: flex;
    align-items: center;
    gap: var(--alcove-space-2);
  }
  .line alc-menu-row {
    flex: 1;
    min-inline-size: 0;
  }
  li + li,
  .more {
    border-block-start: 1px solid var(--alcove-border-quiet);
  }
  .link {
    min-block-size: var(--alcove-target-size);
    color: var(--alcove-accent-on-quiet);
    font-size: var(--alcove-text-s);
    font-weight: var(--alcove-weight-medium);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .edit {
    display: flex;
    flex-direction: column;
    gap: var(--alcove-space-2);
    padding-block-end: var(--alcove-space-3);
  }
  .in-use {
    color: var(--alcove-good-on-surface);
    --alc-icon-size: 18px;
  }
  @media (hover: hover) {
    button.chip:hover {
      background: var(--alcove-surface-hover);
    }
  }
  @media (forced-colors: active) {
    button.chip,
    .panel {
      border: 1px solid ButtonText;
    }
  }
`;
