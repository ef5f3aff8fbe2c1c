import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type GuardedProcess = {
  readonly pid: number;
  /** Settles when the process has ended, however it ended. */
  readonly exited: Promise<string>;
  /** The last lines it wrote to stderr, for the error that says why it did not come up. */
  lastWords(): string;
  /** SIGTERM, and SIGKILL if it is still there after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
};

export type GuardedProcessOptions = {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** The program itself ends when its stdin does, so no watcher is needed. Default false. */
  readonly watchesStdin?: boolean;
};

/*
 * The child must not outlive its parent, not even when that is killed with -9 and can run no code. The parent holds the
 * writing end of the child's stdin: when the parent is gone, for whatever reason, the watcher reads end-of-file and ends
 * the process beside it. `exec` keeps the shell's process id, so `$$` in the watcher is the program itself.
 */
const watchStdin = [
  'exec 3<&0',
  '{ cat <&3; kill -TERM $$ || exit; i=0; while kill -0 $$; do i=$((i+1)); [ $i -gt 25 ] && kill -KILL $$; sleep 0.2; done; } >/dev/null 2>&1 &',
  'exec "$@" 3<&- </dev/null',
].join('\n');

function guard(child: ChildProcess): GuardedProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error('the process could not be started');
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-2_000);
  });
  child.stdout?.resume();
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    child.stdin?.destroy();
    return signal === null ? `exit code ${code}` : `signal ${signal}`;
  });
  return {
    pid,
    exited,
    lastWords: () => words.trim(),
    async stop(graceMs) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
  };
}

/**
 * Starts a program that ends when this process ends, in a session of its own, so that Ctrl-C in a terminal reaches only
 * the parent and the parts can be stopped in order.
 *
 * @example
 * ```ts
 * const node = startGuarded({ command: '/path/to/anvil', args: ['--port', '4400'], env: {} });
 * await node.stop(3_000);
 * ```
 */
export function startGuarded(options: GuardedProcessOptions): GuardedProcess {
  const { command, args, watchesStdin = false } = options;
  const common = { stdio: ['pipe', 'ignore', 'pipe'] as const, detached: true };
  if (watchesStdin) return guard(spawn(command, [...args], { ...common, stdio: [...common.stdio], env: { ...options.env } }));
  const env = { PATH: '/usr/bin:/bin', ...options.env };
  return guard(spawn('/bin/sh', ['-c', watchStdin, 'sh', command, ...args], { ...common, stdio: [...common.stdio], env }));
}
