import { launch } from './launch.ts';

/* `launcher.js`: leaves the launcher at its own script element, where whoever loaded it finds it. No global. */
Object.assign(document.currentScript ?? {}, { launch });
