import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DiskName } from './schedule.ts';

/* Small disks of memory, which can be filled to the last byte. Only root may mount them, on Linux; elsewhere there are none. */

const DISK_MB = 48;
const MAX_CHUNK_BYTES = 16 * 1_048_576;

export type Disks = {
  /** Puts one under an empty folder. */
  mount(name: string, path: string): void;
  names(): readonly DiskName[];
  fill(name: DiskName): void;
  empty(name: DiskName): void;
  unmountAll(): void;
};

/** Takes what is free, and what becomes free meanwhile. */
function writeToTheEnd(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let length = MAX_CHUNK_BYTES; length >= 1; ) {
      const { bavail, bsize } = statfsSync(path);
      length = Math.min(length, Math.max(1, bavail * bsize));
      try {
        writeSync(file, Buffer.alloc(length));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        length = Math.floor(length / 16);
      }
    }
  } finally {
    closeSync(file);
  }
}

export function createDisks(): Disks {
  const mounted = new Map<string, string>();
  const unmountAll = (): void => {
    for (const path of mounted.values()) spawnSync('umount', ['-l', path], { stdio: 'ignore' });
    mounted.clear();
    process.off('exit', unmountAll);
  };
  // However this process ends, none stays mounted.
  process.once('exit', unmountAll);
  const ballastOf = (name: DiskName): string => join(mounted.get(name) ?? '', 'ballast');
  return {
    mount(name, path) {
      if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
      const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0700`, 'alcove-chaos', path], { stdio: 'ignore' });
      if (status === 0) mounted.set(name, path);
    },
    names: () => [...mounted.keys()] as DiskName[],
    fill: (name) => writeToTheEnd(ballastOf(name)),
    empty: (name) => rmSync(ballastOf(name), { force: true }),
    unmountAll,
  };
}
