type Callback = (error: Error | null, value: unknown) => void;

/** `node:util`. */
export function promisify(work: (...args: unknown[]) => void): (...args: unknown[]) => Promise<unknown> {
  return (...args) =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, value) => (error === null ? resolve(value) : reject(error));
      work(...args, done);
    });
}
