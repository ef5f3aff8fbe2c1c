import type { Fault } from '../src/contract/admin-api.ts';

/*
 * Settings while somebody edits them: what differs from those that were loaded, and how two people's edits come together.
 */

export type Settings = Readonly<Record<string, unknown>>;

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

/** What has to change to make `before` into `after`: null for what is to go. */
export function changeBetween(before: Settings, after: Settings): Settings {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...fields].filter((field) => canonical(before[field]) !== canonical(after[field]));
  return Object.fromEntries(changed.map((field) => [field, after[field] ?? null]));
}

/**
 * Puts one's own edits onto what somebody else has made of the same settings meanwhile.
 *
 * @returns the settings with both, and the fields that both have changed: there one's own stand.
 */
export function rebase<Of extends Settings>(base: Of, draft: Of, latest: Of): { readonly draft: Of; readonly both: readonly string[] } {
  const [mine, theirs] = [changeBetween(base, draft), changeBetween(base, latest)];
  const merged = Object.fromEntries(
    Object.entries({ ...latest, ...mine }).filter(([field, value]) => value !== null || latest[field] === null || draft[field] === null),
  );
  const both = Object.keys(mine).filter((field) => Object.hasOwn(theirs, field) && canonical(draft[field]) !== canonical(latest[field]));
  return { draft: merged as Of, both };
}

/** `providers.0.issuer` and `providers[0].issuer` are one place. */
const plain = (field: string): string => field.replaceAll(/\.(\d+)/g, '[$1]');

/** What is wrong at this very field, to stand beside it. */
export function problemAt(fault: Fault | null, field: string): string | null {
  return fault !== null && plain(fault.field) === field ? sentence(fault.reason) : null;
}

/** What is wrong somewhere inside this field, with the place, where the inside has no field of its own. */
export function problemWithin(fault: Fault | null, field: string): string | null {
  if (fault === null) return null;
  const place = plain(fault.field);
  if (place === field) return sentence(fault.reason);
  return place.startsWith(`${field}.`) || place.startsWith(`${field}[`) ? `${place.slice(field.length).replace(/^\./, '')} ${fault.reason}.` : null;
}

function sentence(text: string): string {
  const ended = text.endsWith('.') ? text : `${text}.`;
  return ended.slice(0, 1).toUpperCase() + ended.slice(1);
}

/** What somebody typed as JSON. Nothing typed is nothing set. */
export function readJson(text: string): { readonly value: unknown } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

export const writeJson = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2));
