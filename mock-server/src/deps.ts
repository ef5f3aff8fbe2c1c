/** Where time and randomness enter. Only `main.ts` and tests make these; nothing else reads the real ones. */
export type Clock = { nowMs(): number };
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;
