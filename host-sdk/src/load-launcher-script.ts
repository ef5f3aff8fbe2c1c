import type { Launch } from './launch.ts';
import { loadScript } from './load-script.ts';

/** Set by the build. */
declare const __ALCOVE_LAUNCHER_INTEGRITY__: string;

/** Brings `launcher.js`. */
export const loadLauncher = async (): Promise<Launch> => (await loadScript<{ launch: Launch }>('launcher.js', __ALCOVE_LAUNCHER_INTEGRITY__)).launch;
