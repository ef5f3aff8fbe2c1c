import { stat, truncate } from 'node:fs/promises';
import { destination, multistream, pino } from 'pino';
import type { Logger } from '../app-deps.ts';
import { redactFields } from '../http/log-redaction.ts';

export type ServerLog = { readonly logger: Logger; close(): void };

/** Beyond this the log starts anew at the next start; a development log is for the last days, not for ever. */
const maxLogBytes = 20 * 1024 * 1024;

/** JSON lines on standard output, for whatever collects them there. */
export function openOutputLog(): ServerLog {
  const output = destination({ dest: 1, sync: true });
  const logger = pino({ base: null, level: 'info', formatters: { log: redactFields }, serializers: { err: (value: unknown) => value } }, output);
  return { logger, close: () => output.end() };
}

/** JSON lines into a file, warnings and errors to stderr too. Written at once, so that the last line before a crash is there. */
export async function openServerLog(path: string): Promise<ServerLog> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > maxLogBytes) await truncate(path);
  const file = destination({ dest: path, mode: 0o600, sync: true, append: true });
  const terminal = destination({ dest: 2, sync: true });
  const logger = pino(
    { base: null, level: 'info', formatters: { log: redactFields }, serializers: { err: (value: unknown) => value } },
    multistream([{ stream: file }, { stream: terminal, level: 'warn' }]),
  );
  return { logger, close: () => file.end() };
}
