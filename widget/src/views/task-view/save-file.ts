/** Firefox and WebKit read the file after the click has returned. */
const readTimeMs = 40_000;

/**
 * Hands a file to the browser's downloads. Call it inside the click.
 *
 * @param name Proposed to the person, e.g. `alcove-recovery-kit-70997970.json`.
 */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), readTimeMs);
}
