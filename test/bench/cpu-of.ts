import { readFileSync } from 'node:fs';
import type { Stack } from '../support/stack.ts';
import { descendants } from './memory-of.ts';

/** Linux counts a process' time in hundredths of a second (proc(5), `stat`; USER_HZ is 100 on every architecture Node runs on). */
const TICK_MS = 10;

/** Milliseconds a process has worked, on whichever cores. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/**
 * CPU time of everything that is Alcove's own (server, enclave, witnesses, KMS; not the chain's node, nor a database server) while the work is
 * done. Unlike the clock's time it hardly depends on what else the machine does.
 */
export async function cpuTimeOf(stack: Stack, work: () => Promise<unknown>): Promise<number> {
  const sum = (): number => {
    const { server, node } = stack.pids();
    return descendants(server).reduce((total, pid) => total + (pid === node ? 0 : cpuOf(pid)), 0);
  };
  const before = sum();
  await work();
  return sum() - before;
}
