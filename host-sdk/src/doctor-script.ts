import { examine } from './doctor.ts';

/* `doctor.js`: leaves the doctor at its own script element, where whoever loaded it finds it. No global. */
Object.assign(document.currentScript ?? {}, { examine });
