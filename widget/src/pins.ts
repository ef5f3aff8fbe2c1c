import type { EnclavePins } from './contract/attestation.ts';

/**
 * The place of the pins in the source tree. It trusts nothing, so that a build that forgot its pins seals no PIN.
 * The build puts `pins.js` here (development, written by `npm start`) or the release's pins (production).
 */
export const pins: EnclavePins = { mode: 'development', rootSha256: '', releases: [] };
