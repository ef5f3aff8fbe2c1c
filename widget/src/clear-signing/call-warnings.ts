import type { WarningCode } from '../state/state.ts';
import { type DataNode, isLeaf } from './data-node.ts';

/*
 * What a call gives away, read from its parameters and not from a descriptor's words: a descriptor may describe a danger without
 * naming it. It holds for calls inside calls as well.
 */

/** Nobody holds half of the range; such an allowance is meant to be endless. */
const half = (bits: bigint) => 1n << (bits - 1n);

type Rule = { readonly parameter: readonly (string | number)[]; readonly from: bigint; readonly code: WarningCode };

/** By selector: which parameter, and from what value on it is a danger. */
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['0x095ea7b3', { parameter: [1], from: half(256n), code: 'unlimited_approval' }],
  ['0x39509351', { parameter: [1], from: half(256n), code: 'unlimited_approval' }],
  ['0xd73dd623', { parameter: [1], from: half(256n), code: 'unlimited_approval' }],
  ['0xd505accf', { parameter: [2], from: half(256n), code: 'unlimited_approval' }],
  ['0x8fcbaf0c', { parameter: [4], from: 1n, code: 'unlimited_approval' }],
  // Permit2: approve, permit.
  ['0x87517c45', { parameter: [2], from: half(160n), code: 'unlimited_approval' }],
  ['0x2b67b570', { parameter: [1, 0, 1], from: half(160n), code: 'unlimited_approval' }],
  ['0xa22cb465', { parameter: [1], from: 1n, code: 'approve_for_all' }],
]);

function parameterAt(node: DataNode | undefined, path: readonly (string | number)[]): DataNode | undefined {
  return path.reduce<DataNode | undefined>((at, place) => (at !== undefined && 'members' in at ? [...at.members.values()][Number(place)] : undefined), node);
}

/** @param selector `0x` and eight digits. */
export function callWarnings(selector: string, data: DataNode): readonly WarningCode[] {
  const rule = rules.get(selector);
  const found = rule === undefined ? undefined : parameterAt(data, rule.parameter);
  return rule !== undefined && found !== undefined && isLeaf(found) && typeof found.value !== 'string' && BigInt(found.value) >= rule.from ? [rule.code] : [];
}
