/**
 * SHA-256 of the index of descriptors, in hexadecimal. The build writes it here, with the address of the files beside the code; in
 * the source tree there are none, so that every call but those of the token standards counts as unknown.
 */
export const indexSha256: string | null = null;

/** Where the file with this name lies. */
export const addressOf = (name: string): string => new URL(`./${name}.json`, import.meta.url).href;
