import type { Examine } from './diagnosis.ts';

/** Brings the doctor, a chunk of its own in npm. In the script tag's build, `load-doctor-script.ts` stands in its place. */
export async function loadDoctor(): Promise<Examine> {
  return (await import('./doctor.ts')).examine;
}
