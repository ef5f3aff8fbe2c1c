import type { Launch } from './launch.ts';

/** Brings the launcher, a chunk of its own in npm. In the script tag's build, `load-launcher-script.ts` stands in its place. */
export async function loadLauncher(): Promise<Launch> {
  return (await import('./launch.ts')).launch;
}
