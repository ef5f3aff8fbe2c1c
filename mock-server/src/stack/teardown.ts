export type Teardown = {
  /** Registers how to stop a part, as soon as it runs. */
  add(name: string, stop: () => Promise<void>): void;
  /** Stops everything, the newest first. One that fails does not keep the others running. */
  run(onError: (name: string, error: unknown) => void): Promise<void>;
};

export function createTeardown(): Teardown {
  const stops: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  return {
    add: (name, stop) => stops.push({ name, stop }),
    async run(onError) {
      for (let next = stops.pop(); next !== undefined; next = stops.pop()) {
        try {
          await next.stop();
        } catch (error) {
          onError(next.name, error);
        }
      }
    },
  };
}

/**
 * Like Promise.all, but waits for every part also when one fails, so that all that did start is known to the teardown.
 *
 * @throws the first failure.
 */
export async function startTogether<Parts extends readonly unknown[]>(parts: { readonly [Index in keyof Parts]: Promise<Parts[Index]> }): Promise<Parts> {
  const outcomes = await Promise.allSettled(parts);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as Parts;
}
