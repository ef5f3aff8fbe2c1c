/**
 * Names of fields whose value never stands in a log, wherever in the fields of a line they occur, in any spelling of case and separators.
 * A net below the rule that nobody logs such a thing: code that hands a request or a row to the log by mistake still gives nothing away.
 */
const secretNames: ReadonlySet<string> = new Set([
  ...['authorization', 'cookie', 'setcookie', 'dpop', 'proxyauthorization', 'webhooksignature'],
  ...['accesstoken', 'refreshtoken', 'refreshhash', 'idtoken', 'subjecttoken', 'tokensecret', 'noncerandom', 'token', 'secret', 'password', 'apikey'],
  ...['pin', 'newpin', 'mnemonic', 'seed', 'entropy', 'words', 'privatekey', 'secretaccesskey', 'd'],
  ...['ciphertext', 'enc', 'stamp', 'record', 'pending', 'wrap', 'certificate', 'sessioncertificate', 'signature', 'rawtransaction'],
  ...['email', 'name', 'devicelabel', 'subject', 'sub', 'clientaddress', 'ip', 'body', 'headers'],
]);

export const REDACTED = '[redacted]';
/** Deeper than anything that is logged on purpose. */
const DEPTH_LIMIT = 6;
const TEXT_LIMIT = 2_000;

/** Three parts of base64url with dots between, as every JWT has, and the secrets of webhooks. */
const tokenPattern = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|whsec_[\w+/=-]{16,}|(?<=:\/\/)[^\s/@]+(?=@)/g;

function redactText(text: string): string {
  return text.slice(0, TEXT_LIMIT).replace(tokenPattern, REDACTED);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (depth >= DEPTH_LIMIT) return '[deep]';
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = 'code' in value && typeof value.code === 'string' ? { code: value.code } : {};
    return {
      type: redactText(name),
      ...code,
      message: redactText(message),
      stack: redactText(stack ?? ''),
      ...(cause === undefined ? {} : { cause: redactValue(cause, depth + 1) }),
    };
  }
  if (Array.isArray(value)) return value.map((entry) => redactValue(entry, depth + 1));
  return redactFields(value, depth + 1);
}

/**
 * @returns a copy of the fields of a log line without secrets, byte strings and tokens.
 * @example
 * ```ts
 * redactFields({ requestId: 'a1', headers: { cookie: '…' }, access_token: '…' }); // { requestId: 'a1', headers: '[redacted]', access_token: '[redacted]' }
 * ```
 */
export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    const isSecret = secretNames.has(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
    return [name, isSecret && value !== null && value !== undefined ? REDACTED : redactValue(value, depth)] as const;
  });
  return Object.fromEntries(entries);
}
