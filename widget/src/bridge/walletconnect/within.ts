/** @throws TypeError when `work` takes longer; it goes on, and nobody waits for it. */
export async function within<Result>(deadlineMs: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new TypeError('It took too long.')), deadlineMs);
    });
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
