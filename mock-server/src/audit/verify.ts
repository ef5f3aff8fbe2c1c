import { AUDIT_GENESIS, type AuditEntry, hashAuditEntry } from '../store/audit-entry.ts';
import { sameBytes } from '../store/same-bytes.ts';
import type { Store } from '../store/store.ts';

/** What is wrong with a chain, and at which entry. */
export type AuditFault = { readonly appId: string; readonly sequence: number; readonly fault: 'missing' | 'altered' | 'unlinked' | 'cut' | 'other_history' };
/** A point of a chain that somebody wrote down elsewhere: whoever keeps one notices when all that came before was made anew. */
export type AuditAnchor = { readonly sequence: number; readonly hash: Uint8Array };
export type AuditReport = { readonly appId: string; readonly entries: number; readonly head: AuditAnchor | null; readonly fault: AuditFault | null };

const PAGE_LENGTH = 1_000;

function checkEntry(entry: AuditEntry, sequence: number, previousHash: Uint8Array): AuditFault['fault'] | null {
  if (entry.sequence !== sequence) return 'missing';
  if (!sameBytes(entry.previousHash, previousHash)) return 'unlinked';
  return sameBytes(entry.hash, hashAuditEntry(entry)) ? null : 'altered';
}

/**
 * Recomputes the whole chain of an app, page by page.
 *
 * @param anchor optional point of the chain that must be part of it.
 * @returns the first fault: an entry that is missing, altered, does not follow the one before, a cut end, or a chain that the anchor is no part of.
 * @example
 * ```ts
 * const { fault } = await verifyAudit(store, 'demo'); // null
 * ```
 */
export async function verifyAudit(store: Pick<Store, 'listAudit' | 'auditHead'>, appId: string, anchor?: AuditAnchor): Promise<AuditReport> {
  // Read before the entries: what is appended meanwhile lies behind it.
  const head = await store.auditHead(appId);
  let sequence = 0;
  let previousHash = AUDIT_GENESIS;
  let anchored = anchor === undefined;
  let sawHead = head === null || head.sequence === 0;
  const report = (fault: AuditFault['fault'] | null, at: number): AuditReport => ({
    appId,
    entries: sequence,
    head: sequence === 0 ? null : { sequence, hash: previousHash },
    fault: fault === null ? null : { appId, sequence: at, fault },
  });
  for (;;) {
    const page = await store.listAudit(appId, sequence, PAGE_LENGTH);
    for (const entry of page) {
      const fault = checkEntry(entry, sequence + 1, previousHash);
      if (fault !== null) return report(fault, sequence + 1);
      sequence = entry.sequence;
      previousHash = entry.hash;
      if (anchor?.sequence === sequence) {
        if (!sameBytes(anchor.hash, entry.hash)) return report('other_history', sequence);
        anchored = true;
      }
      if (head?.sequence === sequence) {
        if (!sameBytes(head.hash, entry.hash)) return report('other_history', sequence);
        sawHead = true;
      }
    }
    if (page.length < PAGE_LENGTH) break;
  }
  if (!sawHead) return report('cut', sequence + 1);
  if (!anchored) return report('cut', sequence + 1);
  return report(null, sequence);
}
