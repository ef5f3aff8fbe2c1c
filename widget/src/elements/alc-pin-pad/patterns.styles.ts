import { css } from 'lit';

/**
 * Eight quiet grounds for the PIN pad. A person picks one at set-up; a page that imitates the pad does not know which.
 * Only trust roles: a host theme reaches none of them.
 */
export const patternStyles = css`
  .pattern {
    --ink: var(--alcove-trust-pattern);
    --pale: color-mix(in srgb, var(--ink) 55%, transparent);
    /* Words and keys stand on the trusted ground too, so that a theme can neither hide the pattern nor become unreadable on it. */
    --alcove-surface: var(--alcove-trust-surface);
    --alcove-surface-raised: var(--alcove-trust-fill);
    --alcove-surface-hover: var(--alcove-trust-pattern);
    --alcove-on-surface: var(--alcove-trust-on);
    --alcove-on-surface-quiet: var(--alcove-trust-on-quiet);
    --alcove-border-normal: var(--alcove-trust-border);
    --alcove-danger-on-surface: var(--alcove-danger-on-quiet);
    background-color: var(--alcove-trust-surface);
    color: var(--alcove-trust-on);
    position: relative;
    padding-block: var(--alcove-space-4);
  }
  .pattern > * {
    position: relative;
  }
  .pattern::before {
    content: '';
    position: absolute;
    inset: 0;
    background-position: center;
    /* The ground fades towards its edges instead of being cut. */
    mask-image: linear-gradient(transparent, black 8% 92%, transparent), linear-gradient(90deg, transparent, black 8% 92%, transparent);
    mask-composite: intersect;
  }
  .pattern .heading {
    padding-inline: var(--alcove-space-3);
    border-radius: var(--alcove-radius-full);
    background: var(--alcove-surface);
  }
  .pattern-1::before {
    background-image: radial-gradient(var(--ink) 1.5px, transparent 2px);
    background-size: 16px 16px;
  }
  .pattern-2::before {
    background-image: linear-gradient(var(--ink) 1px, transparent 1px), linear-gradient(90deg, var(--ink) 1px, transparent 1px);
    background-size: 20px 20px;
  }
  .pattern-3::before {
    background-image: repeating-linear-gradient(45deg, var(--ink) 0 1px, transparent 1px 12px);
  }
  .pattern-4::before {
    background-image: repeating-radial-gradient(circle at 50% 50%, transparent 0 15px, var(--ink) 15px 16px);
  }
  .pattern-5::before {
    background-image: radial-gradient(circle at 50% 100%, transparent 0 9px, var(--ink) 9px 10px, transparent 10px);
    background-size: 24px 12px;
  }
  .pattern-6::before {
    background-image: conic-gradient(var(--pale) 25%, transparent 0 50%, var(--pale) 0 75%, transparent 0);
    background-size: 24px 24px;
  }
  .pattern-7::before {
    background-image: repeating-linear-gradient(45deg, var(--ink) 0 1px, transparent 1px 14px), repeating-linear-gradient(-45deg, var(--ink) 0 1px, transparent 1px 14px);
  }
  .pattern-8::before {
    background-image: repeating-linear-gradient(0deg, var(--ink) 0 1px, transparent 1px 10px);
  }
`;
