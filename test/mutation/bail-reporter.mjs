import fs from 'node:fs';

/** Taken before a test puts something else in its place. */
const { writeSync } = fs;

/** One JSON line per finished test on file descriptor 3. The first failure ends the process: for a mutant that is the answer. */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const failed = type === 'test:fail';
    if (data.details.type === 'suite' && !failed) continue;
    const error = data.details.error?.cause ?? data.details.error;
    const line = {
      name: data.name,
      file: data.file,
      failed,
      skipped: data.skip !== undefined,
      ms: data.details.duration_ms,
      message: String(error?.message ?? ''),
    };
    writeSync(3, `${JSON.stringify(line)}\n`);
    if (failed) process.exit(1);
  }
  yield '';
}
