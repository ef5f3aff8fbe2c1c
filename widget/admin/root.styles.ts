import { css } from 'lit';
import { screenStyles } from '../src/views/screen.styles.ts';

/** One column on a page, as wide as a form is read well. */
export const rootStyles = [
  screenStyles,
  css`
    :host {
      display: flex;
      flex-direction: column;
      block-size: auto;
      min-block-size: 100dvh;
      background: var(--alcove-surface);
    }
    header {
      display: grid;
      grid-template-columns: 1fr auto;
      align-items: center;
      gap: 0 var(--alcove-space-4);
      padding: var(--alcove-space-3) max(var(--alcove-page-padding), (100% - 720px) / 2) 0;
      border-block-end: 1px solid var(--alcove-border-quiet);
    }
    .brand {
      display: flex;
      align-items: center;
      gap: var(--alcove-space-2);
      font-weight: var(--alcove-weight-semibold);
    }
    .brand alc-icon {
      color: var(--alcove-accent-on-quiet);
    }
    .who {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: flex-end;
      gap: 0 var(--alcove-space-3);
      min-block-size: var(--alcove-target-size);
      color: var(--alcove-on-surface-quiet);
      font-size: var(--alcove-text-s);
    }
    nav {
      grid-column: 1 / -1;
      display: flex;
      gap: var(--alcove-space-6);
    }
    nav a {
      display: grid;
      place-items: center;
      min-block-size: var(--alcove-target-size);
      border-block-end: 2px solid transparent;
      color: var(--alcove-on-surface-quiet);
      font-weight: var(--alcove-weight-medium);
      text-decoration: none;
    }
    nav a[aria-current] {
      border-color: var(--alcove-accent-on-quiet);
      color: var(--alcove-on-surface);
    }
    @media (hover: hover) {
      nav a:hover {
        color: var(--alcove-on-surface);
      }
    }
    main {
      flex: 1;
      display: flex;
      flex-direction: column;
      gap: var(--alcove-space-4);
      inline-size: 100%;
      max-inline-size: calc(720px + 2 * var(--alcove-page-padding));
      margin-inline: auto;
      padding: var(--alcove-space-8) var(--alcove-page-padding) 0;
    }
    main > :last-child {
      flex: 1;
    }
    .sign-in {
      align-items: center;
      justify-content: center;
      max-inline-size: calc(384px + 2 * var(--alcove-page-padding));
      padding-block: var(--alcove-space-8);
      text-align: center;
    }
    .sign-in > :last-child {
      flex: none;
    }
    .sign-in alc-button,
    .sign-in alc-banner {
      inline-size: 100%;
      text-align: start;
    }
    .sign-in .small,
    .sign-in .lead {
      text-wrap: balance;
    }
    .again {
      display: flex;
      flex-wrap: wrap;
      gap: var(--alcove-space-2);
      padding-block-start: var(--alcove-space-2);
    }
  `,
];
