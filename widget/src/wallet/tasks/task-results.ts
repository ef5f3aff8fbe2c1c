import type { SealedResults } from '../../contract/sealed.ts';
import type { CborMap } from '../../crypto/cbor-decode.ts';
import { bytesOf, fault, numberOf, proofOf, type ResultReader, textOf } from '../sealed-results.ts';

/* Results of the operations that only tasks ask for (contract/sealed.ts), read field by field. */

type Kit = Extract<SealedResults['wrap_add'], { readonly words: Uint8Array }>;
type WrapSet = Extract<SealedResults['wrap_add'], { readonly proof: unknown }>;

/** Three different positions from 1 to 24, ascending. */
function positionsOf(map: CborMap): readonly number[] {
  const item = map.get('positions');
  const positions = Array.isArray(item) ? item.map(Number) : [];
  const isRising = positions.every((position, index) => Number.isInteger(position) && position > (positions[index - 1] ?? 0) && position <= 24);
  if (positions.length !== 3 || !isRising) throw fault('positions');
  return positions;
}

const derived = (map: CborMap) => ({ address: bytesOf(map, 'address', 20), path: textOf(map, 'path'), proof: proofOf(map) });

export const readDerived: ResultReader<SealedResults['address_derive']> = derived;
export const readImported: ResultReader<SealedResults['import']> = (map) => ({ ...derived(map), pinEpoch: numberOf(map, 'pinEpoch') });
export const readExported: ResultReader<SealedResults['export']> = (map) => ({ ...derived(map), words: bytesOf(map, 'words') });
export const readPinResult: ResultReader<SealedResults['pin_change']> = (map) => ({ pinEpoch: numberOf(map, 'pinEpoch'), proof: proofOf(map) });
export const readPinActivated: ResultReader<SealedResults['pin_activate']> = (map) => ({ pinEpoch: numberOf(map, 'pinEpoch') });
export const readWrapSet: ResultReader<WrapSet> = (map) => ({ wrapId: textOf(map, 'wrapId'), proof: proofOf(map) });
export const readKit: ResultReader<Kit> = (map) => ({
  wrapId: textOf(map, 'wrapId'),
  words: bytesOf(map, 'words'),
  positions: positionsOf(map),
  kit: bytesOf(map, 'kit'),
});
