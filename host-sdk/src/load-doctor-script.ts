import type { Examine } from './diagnosis.ts';
import { loadScript } from './load-script.ts';

/** Set by the build. */
declare const __ALCOVE_DOCTOR_INTEGRITY__: string;

/** Brings `doctor.js`. */
export const loadDoctor = async (): Promise<Examine> => (await loadScript<{ examine: Examine }>('doctor.js', __ALCOVE_DOCTOR_INTEGRITY__)).examine;
