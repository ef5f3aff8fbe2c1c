import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../app-deps.ts';
import { startGuarded } from './guarded-process.ts';
import { supervise } from './supervisor.ts';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { nowMs: () => performance.now() };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean, withinMs: number): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 20) {
    assert.ok(waitedMs < withinMs, 'did not happen in time');
    await sleep(20);
  }
}

const sleeper = async () => {
  const child = startGuarded({ command: '/bin/sleep', args: ['600'], env: {} });
  return { pid: child.pid, exited: child.exited, stop: () => child.stop(1_000) };
};

describe('guarded process', () => {
  it('behavior: stop is SIGTERM first, SIGKILL for one that does not listen', async () => {
    const polite = startGuarded({ command: '/bin/sleep', args: ['600'], env: {} });
    await polite.stop(5_000);
    assert.equal(await polite.exited, 'signal SIGTERM');
    const deaf = startGuarded({ command: '/bin/sh', args: ['-c', 'trap "" TERM; while :; do sleep 0.1; done'], env: {} });
    await sleep(100);
    await deaf.stop(200);
    assert.equal(await deaf.exited, 'signal SIGKILL');
  });

  it('behavior: the child sees only the environment it was given', async () => {
    const child = startGuarded({ command: '/bin/sh', args: ['-c', 'env >&2'], env: { GIVEN: '1' } });
    await child.exited;
    await sleep(50);
    const names = child
      .lastWords()
      .split('\n')
      .map((line) => line.split('=')[0]);
    assert.deepEqual(names.filter((name) => !['_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name ?? '')).sort(), ['GIVEN', 'PATH']);
  });

  it('behavior: kill -9 of the parent takes the child and the watcher along', async () => {
    const script = `import { startGuarded } from ${JSON.stringify(new URL('./guarded-process.ts', import.meta.url).href)};
      console.log(startGuarded({ command: '/bin/sleep', args: ['600'], env: {} }).pid); setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line);
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid), 3_000);
  });
});

describe('supervisor', () => {
  it('behavior: a killed process is started again; after stop nothing runs', async () => {
    const supervised = await supervise({ name: 'sleeper', start: sleeper, logger: silent, clock, minBackoffMs: 10 });
    const first = supervised.current();
    assert.ok(first !== null);
    process.kill(first.pid, 'SIGKILL');
    await until(() => supervised.current() !== null && supervised.current()?.pid !== first.pid, 3_000);
    const second = supervised.current();
    await supervised.stop();
    assert.ok(second !== null && !isAlive(second.pid));
    assert.equal(supervised.current(), null);
  });

  it('behavior: a start that fails is tried again, ever more slowly', async () => {
    const startedAtMs: number[] = [];
    let broken = false;
    const start = async () => {
      startedAtMs.push(performance.now());
      if (broken) throw new Error('no');
      return sleeper();
    };
    const supervised = await supervise({ name: 'sleeper', start, logger: silent, clock, minBackoffMs: 20, maxBackoffMs: 160 });
    broken = true;
    process.kill(supervised.current()?.pid ?? 0, 'SIGKILL');
    await until(() => startedAtMs.length >= 5, 5_000);
    broken = false;
    await until(() => supervised.current() !== null, 3_000);
    const pauses = startedAtMs.slice(2, 5).map((at, index) => at - (startedAtMs[index + 1] ?? 0));
    assert.ok((pauses[2] ?? 0) > (pauses[0] ?? 0), String(pauses));
    await supervised.stop();
  });

  it('error: the very first start rejects', async () => {
    const start = async () => Promise.reject(new Error('no'));
    await assert.rejects(supervise({ name: 'x', start, logger: silent, clock }), /no/);
  });
});
