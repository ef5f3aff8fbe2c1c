import { msg } from '@lit/localize';

/** Kinds people meet often, in words. The exact name is a row of its own on the screen. */
const known = new Map<string, () => string>([
  ['Permit', () => msg('Give permission to spend', { id: 'typed-data.type.permit' })],
  ['PermitSingle', () => msg('Give permission to spend', { id: 'typed-data.type.permit' })],
  ['PermitBatch', () => msg('Give permission to spend several tokens', { id: 'typed-data.type.permit-batch' })],
  ['PermitTransferFrom', () => msg('Let someone take tokens', { id: 'typed-data.type.permit-transfer' })],
  ['PermitBatchTransferFrom', () => msg('Let someone take tokens', { id: 'typed-data.type.permit-transfer' })],
  ['Order', () => msg('Sign a trade order', { id: 'typed-data.type.order' })],
  ['OrderComponents', () => msg('Sign a trade order', { id: 'typed-data.type.order' })],
  ['Delegation', () => msg('Hand over your vote', { id: 'typed-data.type.delegation' })],
  ['Mail', () => msg('Sign a letter', { id: 'typed-data.type.mail' })],
]);

/** What a kind of request is, in words; a kind not known is a request like any other. */
export function primaryTypeText(primaryType: string): string {
  return known.get(primaryType)?.() ?? msg('Sign a request', { id: 'summary.typed-data' });
}
