import { writeFileSync } from 'node:fs';

/** A reporter for Node's test runner: writes `{ passed, failed, skipped }` to `ALCOVE_COUNT_FILE` and prints nothing. */
export default async function* countReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (event.data.details?.type === 'suite') continue;
    if (event.data.skip !== undefined) counts.skipped++;
    else counts[event.type === 'test:pass' ? 'passed' : 'failed']++;
  }
  if (process.env.ALCOVE_COUNT_FILE !== undefined) writeFileSync(process.env.ALCOVE_COUNT_FILE, JSON.stringify(counts));
  yield '';
}
