/** Whether `text` is base64 with padding (RFC 4648 §4). Buffer's own decoder skips what it does not know. */
export function isValidBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
