import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A reporter for Node's test runner: writes `{ passed, failed, skipped, failures, failedFiles }` to `ALCOVE_COUNT_FILE` and prints nothing. */
export default async function* countReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [], failedFiles: [] };
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (event.data.details?.type === 'suite') continue;
    if (event.data.skip !== undefined) counts.skipped++;
    else if (event.type === 'test:pass') counts.passed++;
    else {
      counts.failed++;
      const file = relative('', event.data.file ?? '');
      if (!counts.failedFiles.includes(file)) counts.failedFiles.push(file);
      counts.failures.push(`${file}: ${event.data.name}: ${event.data.details?.error?.cause?.message ?? ''}`.split('\n', 1)[0]);
    }
  }
  if (process.env.ALCOVE_COUNT_FILE !== undefined) writeFileSync(process.env.ALCOVE_COUNT_FILE, JSON.stringify(counts));
  yield '';
}
