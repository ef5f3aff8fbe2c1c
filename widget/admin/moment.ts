/** Day and time, in the language of the page: `'Nov 23, 2026, 2:05 PM'`. */
export const moment = (timeMs: number): string => new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(timeMs);
