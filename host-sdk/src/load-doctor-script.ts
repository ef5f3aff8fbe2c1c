import type { Examine } from './diagnosis.ts';

/** Set by the build: the digest of `doctor.js`. A page that pins this script pins all that this script can load. */
declare const __ALCOVE_DOCTOR_INTEGRITY__: string;

const { src } = document.currentScript as HTMLScriptElement;

/** Brings `doctor.js`, which lies beside this script, and takes what it leaves at its own element. Rejects when the page does not let it run. */
export function loadDoctor(): Promise<Examine> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script') as HTMLScriptElement & { examine: Examine };
    script.integrity = __ALCOVE_DOCTOR_INTEGRITY__;
    script.crossOrigin = '';
    script.onload = () => resolve(script.examine);
    script.onerror = reject;
    script.src = new URL('doctor.js', src).href;
    document.head.append(script);
  });
}
