/**
 * The results of those calls that succeeded, once all are settled or `enough` of them have come and `graceMs` more have
 * passed, which may depend on what they are. Failures are left out; every call has its own deadline, so this ends.
 */
export function settleQuorum<T>(
  calls: readonly Promise<T>[],
  until: { readonly enough: (found: readonly T[]) => boolean; readonly graceMs: number | ((found: readonly T[]) => number) },
): Promise<readonly T[]> {
  return new Promise((resolve) => {
    const found: T[] = [];
    let open = calls.length;
    let timer: NodeJS.Timeout | undefined;
    let waitMs = Number.POSITIVE_INFINITY;
    const finish = () => {
      clearTimeout(timer);
      resolve([...found]);
    };
    const settle = () => {
      open -= 1;
      if (open === 0) finish();
      else if (until.enough(found)) {
        const graceMs = typeof until.graceMs === 'number' ? until.graceMs : until.graceMs(found);
        if (graceMs >= waitMs) return;
        clearTimeout(timer);
        waitMs = graceMs;
        timer = setTimeout(finish, graceMs);
      }
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
