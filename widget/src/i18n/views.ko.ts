import type { Messages } from './messages.ts';

/** Korean words of the views, by message id. Merged into the locale by `ko.ts`. */
export const templates: Messages = {};
