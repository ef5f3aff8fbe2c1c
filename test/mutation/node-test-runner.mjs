import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { plan } from './plan.mjs';

/*
 * A Stryker test runner over `node --test`: a fresh process per mutant, only the tests that `plan.mjs` lists for the
 * mutant's file, stopped at the first failure. Needs no build: Node strips the types of the mutated sources itself.
 */

/** For one mutant's run. The listed tests take a second or two; a mutant that never ends costs this much. */
const DEADLINE_MS = 30_000;

/** The vectors lie beside the checkout, and the copy that is mutated lies deeper in it. */
function vectorsFolder(folder = process.cwd()) {
  const found = join(folder, '../shared/vectors');
  const parent = resolve(folder, '..');
  return existsSync(found) || parent === folder ? found : vectorsFolder(parent);
}

/** @returns one entry per finished test, and how the process ended */
function runTests(files, { activeMutant, timeoutMs, temporary }) {
  return new Promise((settle) => {
    const environment = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: temporary,
      ALCOVE_VECTORS: vectorsFolder(),
      NODE_COMPILE_CACHE: join(temporary, 'code'),
    };
    if (activeMutant !== undefined) environment.__STRYKER_ACTIVE_MUTANT__ = activeMutant;
    const options = ['--test', '--test-isolation=none', '--test-reporter=./test/mutation/bail-reporter.mjs', ...files];
    const child = spawn(process.execPath, options, { detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: environment });
    const output = { lines: '', errors: '' };
    child.stdio[3].on('data', (chunk) => {
      output.lines += chunk;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output.errors = (output.errors + chunk).slice(-4000);
      });
    }
    let isLate = false;
    const end = () => {
      try {
        // The process group: a test may have started processes of its own.
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    };
    const timer = setTimeout(() => {
      isLate = true;
      end();
    }, timeoutMs);
    child.on('error', (error) => {
      output.errors += error.message;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const tests = output.lines
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line));
      settle({ tests, code, isLate, errors: output.errors });
    });
    child.on('exit', end);
  });
}

/** A test by its file and name; names that come back are counted. */
function named(tests, file) {
  const seen = new Map();
  return tests.map((test) => {
    const count = (seen.get(test.name) ?? 0) + 1;
    seen.set(test.name, count);
    return { ...test, id: `${file}: ${test.name}${count > 1 ? ` (${count})` : ''}` };
  });
}

class NodeTestRunner {
  #temporary = '';

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // Short, because tests open Unix sockets in it.
    this.#temporary = mkdtempSync(join(tmpdir(), 'mut-'));
  }

  async dispose() {
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  async dryRun({ files, timeout }) {
    const mutated = files?.map((file) => relative(process.cwd(), file)).filter((file) => plan[file] !== undefined) ?? Object.keys(plan);
    const testFiles = [...new Set(mutated.flatMap((file) => plan[file]))];
    const results = [];
    for (const file of testFiles) {
      const { tests, code, isLate, errors } = await runTests([file], { timeoutMs: timeout, temporary: this.#temporary });
      if (isLate) return { status: 'timeout', reason: file };
      const failed = tests.find((test) => test.failed);
      if (code !== 0 || tests.length === 0) return { status: 'error', errorMessage: `${file}: ${failed?.name ?? ''} ${failed?.message ?? errors}` };
      for (const { id, name, skipped, ms } of named(tests, file)) results.push({ id, name, fileName: file, status: skipped ? 2 : 0, timeSpentMs: ms });
    }
    return { status: 'complete', tests: results };
  }

  async mutantRun({ activeMutant, sandboxFileName, timeout }) {
    const files = plan[relative(process.cwd(), sandboxFileName)];
    if (files === undefined) return { status: 'error', errorMessage: `${activeMutant.fileName} is not in test/mutation/plan.mjs` };
    const timeoutMs = Math.min(timeout - 500, DEADLINE_MS);
    const { tests, code, isLate, errors } = await runTests(files, { activeMutant: activeMutant.id, timeoutMs, temporary: this.#temporary });
    if (isLate) return { status: 'timeout' };
    if (code === 0) return { status: 'survived', nrOfTests: tests.length };
    const file = relative(process.cwd(), tests.at(-1)?.file ?? files[0]);
    const failed = named(
      tests.filter((test) => relative(process.cwd(), test.file ?? '') === file),
      file,
    ).find((test) => test.failed);
    return { status: 'killed', killedBy: failed === undefined ? [] : [failed.id], failureMessage: failed?.message ?? errors, nrOfTests: tests.length };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'node-test', injectableClass: NodeTestRunner }];
