import { readdirSync, readFileSync } from 'node:fs';

export type Memory = { readonly pssMb: number; readonly rssMb: number };

/** Linux only (proc(5), smaps_rollup). @throws Error when the process is gone. */
export function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? Number.NaN) / 1024;
  return { pssMb: megabytes('Pss'), rssMb: megabytes('Rss') };
}

/** Watchers and other helpers of the parts, too: every process that descends from the server. */
export function descendants(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended since the folder was read.
    }
  }
  const belongs = (pid: number): boolean => pid === root || (parents.has(pid) && belongs(parents.get(pid) as number));
  return [...parents.keys()].filter(belongs);
}
