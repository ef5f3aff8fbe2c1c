import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { escapeBlock } from '../clear-signing/escape-text.ts';
import { fromHex, fromUtf8 } from '../crypto/bytes.ts';
import type { ApprovalContent, Warning } from '../state/state.ts';

type MessageContent = Extract<ApprovalContent, { kind: 'message' }>;

/** The message as text, or null when its bytes are not text that a person could read. */
export function textOfMessage(message: Hex): string | null {
  const bytes = fromHex(message, 'message');
  try {
    const text = fromUtf8(bytes);
    // NUL and its like are in no text a person wrote.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for.
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** RLP of a list: an unsigned transaction, or an EIP-7702 authorization behind its 0x05. */
function looksLikeTransaction(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  const body = first >= 1 && first <= 5 ? (bytes[1] ?? 0) : first;
  return bytes.length > 8 && body >= 0xc0;
}

function messageWarnings(message: Hex, text: string | null): readonly Warning[] {
  const bytes = fromHex(message, 'message');
  if (bytes.length === 32 && text === null) return [{ code: 'looks_like_digest', level: 'danger' }];
  if (text !== null && /^(0x)?[0-9a-fA-F]{64}$/.test(text.trim())) return [{ code: 'looks_like_digest', level: 'danger' }];
  if (text === null) return [looksLikeTransaction(bytes) ? { code: 'looks_like_digest', level: 'danger' } : { code: 'blind_data', level: 'caution' }];
  return [];
}

/** What is shown of a `personal_sign` request. The text is escaped for the screen; `bytes` is what gets signed. */
export function describeMessage(account: Hex, message: Hex): MessageContent {
  const text = textOfMessage(message);
  return { kind: 'message', account, text: text === null ? null : escapeBlock(text), bytes: message, warnings: messageWarnings(message, text) };
}
