type Timer = { readonly run: () => void; readonly everyMs: number | null; dueMs: number };

/** Timers that wait for the test instead of the time. */
export type ManualClock = {
  /** Lets time go by and runs what falls due, in its order. */
  pass(ms: number): void;
  /** How many timers are set. */
  pending(): number;
  restore(): void;
};

/** Takes the place of the page's timers until `restore`. */
export function manualClock(): ManualClock {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = window;
  const timers = new Map<number, Timer>();
  let nowMs = 0;
  let lastId = 0;
  const start = (run: () => void, ms: number, everyMs: number | null) => {
    timers.set(++lastId, { run, everyMs, dueMs: nowMs + ms });
    return lastId;
  };
  const stop = (id: number) => timers.delete(id);
  Object.assign(window, {
    setTimeout: (run: () => void, ms = 0) => start(run, ms, null),
    setInterval: (run: () => void, ms = 0) => start(run, ms, ms),
    clearTimeout: stop,
    clearInterval: stop,
  });
  return {
    pass(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].filter(([, { dueMs }]) => dueMs <= endMs).sort(([, a], [, b]) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        const [id, timer] = next;
        nowMs = timer.dueMs;
        if (timer.everyMs === null) timers.delete(id);
        else timer.dueMs += timer.everyMs;
        timer.run();
      }
      nowMs = endMs;
    },
    pending: () => timers.size,
    restore: () => Object.assign(window, { setTimeout, setInterval, clearTimeout, clearInterval }),
  };
}
