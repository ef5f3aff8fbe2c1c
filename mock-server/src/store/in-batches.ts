type Waiting<Item, Result> = { readonly item: Item; resolve(result: Result): void; reject(error: unknown): void };

/**
 * One write at a time for each key, and one write for all that came meanwhile. For rows that everybody writes to and that are locked until the
 * disk has the commit: the wait is then one for many instead of one for each. Who comes alone is written at once.
 *
 * @param write resolves with a result for each item of the key, in their order. When it fails, all of its items fail, and all that came meanwhile: they
 *   have waited as long, and nobody shall wait for one failure after another.
 * @param limit how many items one write takes.
 * @example
 * ```ts
 * const append = inBatches((event) => event.appId, (events, appId) => appendAll(events, appId), 50);
 * await append(event);
 * ```
 */
export function inBatches<Item, Result>(
  keyOf: (item: Item) => string,
  write: (items: readonly Item[], key: string) => Promise<readonly Result[]>,
  limit: number,
): (item: Item) => Promise<Result> {
  /** By key: who waits for the write that is under way. A key without one is not in it. */
  const queues = new Map<string, Waiting<Item, Result>[]>();

  async function drain(key: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, limit);
      try {
        const results = await write(
          batch.map(({ item }) => item),
          key,
        );
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      } catch (error) {
        for (const { reject } of [...batch, ...queue.splice(0)]) reject(error);
      }
    }
    queues.delete(key);
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const key = keyOf(item);
    const waiting = { item, resolve, reject };
    const queue = queues.get(key);
    if (queue !== undefined) queue.push(waiting);
    else {
      const started = [waiting];
      queues.set(key, started);
      void drain(key, started);
    }
    return promise;
  };
}
