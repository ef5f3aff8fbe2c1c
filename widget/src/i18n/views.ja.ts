import type { Messages } from './messages.ts';

/** Japanese words of the views, by message id. Merged into the locale by `ja.ts`. */
export const templates: Messages = {};
