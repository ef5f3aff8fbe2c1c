/**
 * Resolves in a task of its own, so that the browser can draw and answer in between. By a message to oneself, as timers wait: for four
 * milliseconds from the fifth on, for a second in a page that lies behind another.
 */
export const nextTask = (): Promise<unknown> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
