import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from './plan.mjs';

/*
 * `npm run test:mutation [-- file …]`: mutates the files of plan.mjs, or those named, and holds what survived against
 * README.md: a survivor without a line there fails the run, whatever the score. Stryker comes by npx, pinned here, because
 * nothing else needs its 63 MB.
 */

const STRYKER = '@stryker-mutator/core@10.1.1';
const root = join(import.meta.dirname, '../..');
const reportFile = join(root, 'coverage/mutation/report.json');
const files = process.argv.slice(2);
const unknown = files.find((file) => plan[file] === undefined);
if (unknown !== undefined) throw new Error(`${unknown} is not in test/mutation/plan.mjs`);

rmSync(reportFile, { force: true });
const only = files.length === 0 ? [] : ['--mutate', files.join(',')];
const { status } = spawnSync('npx', ['-y', '-p', STRYKER, 'stryker', 'run', 'test/mutation/stryker.config.mjs', ...only], { cwd: root, stdio: 'inherit' });

/** What decides: comparisons, conditions, limits, signs. The others change texts, lists and shapes. */
const DECISIONS = new Set([
  'ConditionalExpression',
  'EqualityOperator',
  'LogicalOperator',
  'BooleanLiteral',
  'ArithmeticOperator',
  'UnaryOperator',
  'UpdateOperator',
  'MethodExpression',
  'OptionalChaining',
]);
const killed = (mutant) => mutant.status === 'Killed' || mutant.status === 'Timeout';
const counted = (mutant) => killed(mutant) || mutant.status === 'Survived' || mutant.status === 'NoCoverage';
const share = (mutants) => `${mutants.filter(killed).length} of ${mutants.length}`;

/** The mutated piece of source on one line. */
function pieceOf(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.map((line) => line.trim()).join(' ');
}

if (!existsSync(reportFile)) process.exit(status || 1);
const report = JSON.parse(readFileSync(reportFile, 'utf8'));
const explained = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const unexplained = [];
const rows = [];
for (const [file, { source, mutants }] of Object.entries(report.files)) {
  const all = mutants.filter(counted);
  const decisions = all.filter(({ mutatorName }) => DECISIONS.has(mutatorName));
  rows.push(`| \`${file}\` | ${share(all)} | ${((100 * all.filter(killed).length) / all.length).toFixed(1)} % | ${share(decisions)} |`);
  for (const mutant of all.filter((one) => !killed(one))) {
    const line = `\`${file.split('/').at(-1)}\`: \`${pieceOf(source, mutant.location)}\` → \`${mutant.replacement.replaceAll(/\s+/g, ' ')}\``;
    if (!explained.includes(line)) unexplained.push(`${line} (line ${mutant.location.start.line}, ${mutant.mutatorName})`);
  }
}
console.log(`\n| file | killed | share | of them decisions |\n|---|---|---|---|\n${rows.join('\n')}`);
if (unexplained.length > 0) console.log(`\nsurvived, and README.md does not say why:\n${unexplained.map((line) => `- ${line}`).join('\n')}`);
process.exitCode = status === 0 && unexplained.length === 0 ? 0 : 1;
