/** Resolves in a task of its own, before what is less urgent where the browser knows the difference, so that it can draw and answer in between. */
export const nextTask = (): Promise<void> =>
  // https://developer.mozilla.org/docs/Web/API/Scheduler/yield, which not all browsers have.
  (globalThis as { readonly scheduler?: { yield?(): Promise<void> } }).scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
