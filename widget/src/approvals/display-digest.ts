import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { type CborValue, encodeDcbor } from '../contract/dcbor.ts';
import { sha256, toHex } from '../crypto/bytes.ts';
import type { ApprovalContent, DisplayRow, Meaning } from '../state/state.ts';
import type { PeerClaim } from '../state/wallet-connect.ts';

function rowValue(row: DisplayRow): CborValue {
  switch (row.kind) {
    case 'address':
      return [row.kind, row.label, row.address, row.name ?? null];
    case 'amount':
      return [row.kind, row.label, row.value, row.symbol];
    default:
      return [row.kind, row.label, row.text];
  }
}

/** What not every content has, after what each has. */
function moreValues({ meaning }: { readonly meaning?: Meaning }, more?: readonly DisplayRow[] | null): readonly CborValue[] {
  return [...(meaning === undefined ? [] : [[meaning.intent, meaning.owner]]), ...(more === undefined ? [] : [more === null ? null : more.map(rowValue)])];
}

function contentValue(content: Exclude<ApprovalContent, { kind: 'connect' }>): CborValue {
  const warnings = content.warnings.map(({ code, level }) => [code, level]);
  switch (content.kind) {
    case 'message':
      return [content.kind, content.account, content.text, content.bytes, warnings, ...(content.signIn?.connects === true ? ['connects'] : [])];
    case 'typed-data':
      return [
        content.kind,
        content.account,
        content.domainName,
        content.primaryType,
        content.rows.map(rowValue),
        warnings,
        ...moreValues(content, content.summary),
      ];
    default:
      return [
        content.kind,
        content.account,
        content.chainId,
        content.action,
        content.to,
        content.valueWei.toString(),
        content.symbol,
        content.rows.map(rowValue),
        content.data,
        content.fee.feeWei.toString(),
        content.totalWei.toString(),
        warnings,
        ...(content.calls === undefined ? [] : [content.calls]),
        ...moreValues(content, content.changes),
      ];
  }
}

/**
 * Binds what was on the screen into the intent: SHA-256 over the dCBOR of origin and content. It does not depend on the language,
 * because rows carry stable labels; the balance is left out, because it may change while the person reads.
 *
 * @param claim what the asker said of itself, where it was shown.
 * @returns 32 bytes.
 */
export async function displayDigest(origin: string, content: Exclude<ApprovalContent, { kind: 'connect' }>, claim?: PeerClaim): Promise<Hex> {
  return `0x${toHex(await sha256(encodeDcbor([origin, contentValue(content), ...(claim ? [claim.name, claim.url] : [])])))}`;
}
