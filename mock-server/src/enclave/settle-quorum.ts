/**
 * The results of those calls that succeeded, once all are settled or `enough` of them have come and `graceMs` more have
 * passed. Failures are left out; every call has its own deadline, so this ends.
 */
export function settleQuorum<T>(
  calls: readonly Promise<T>[],
  until: { readonly enough: (found: readonly T[]) => boolean; readonly graceMs: number },
): Promise<readonly T[]> {
  return new Promise((resolve) => {
    const found: T[] = [];
    let open = calls.length;
    let timer: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      resolve([...found]);
    };
    const settle = () => {
      open -= 1;
      if (open === 0) finish();
      else if (timer === undefined && until.enough(found)) timer = setTimeout(finish, until.graceMs);
    };
    if (open === 0) finish();
    for (const call of calls) {
      call.then(
        (value) => {
          found.push(value);
          settle();
        },
        () => settle(),
      );
    }
  });
}
