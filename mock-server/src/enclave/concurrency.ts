/** Thrown when more work waits than the queue may hold. */
export class QueueFullError extends Error {
  constructor(maxWaiting: number) {
    super(`more than ${maxWaiting} are waiting`);
    this.name = 'QueueFullError';
  }
}

/**
 * Runs at most `maxRunning` at a time and lets `maxWaiting` wait.
 *
 * @throws QueueFullError at once when the queue is full: waiting longer than the caller will is wasted work.
 */
export function createLimiter(maxRunning: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) throw new QueueFullError(maxWaiting);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      // The slot passes to the next in line without being free in between.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/**
 * One at a time per key, in order of arrival: the single writer of a wallet's ledger. Each key waits for at most
 * `maxWaiting` others.
 */
export function createKeyedMutex(maxWaiting: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const limiters = new Map<string, { readonly run: <T>(work: () => Promise<T>) => Promise<T>; users: number }>();
  return async (key, work) => {
    let entry = limiters.get(key);
    if (entry === undefined) {
      entry = { run: createLimiter(1, maxWaiting), users: 0 };
      limiters.set(key, entry);
    }
    entry.users++;
    try {
      return await entry.run(work);
    } finally {
      entry.users--;
      if (entry.users === 0) limiters.delete(key);
    }
  };
}
