import { decode } from 'cborg';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';

export class MalformedCborError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MalformedCborError';
  }
}

function plain(value: unknown): CborValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) {
    const record = Object.create(null) as { [key: string]: CborValue };
    for (const [key, item] of value) {
      if (typeof key !== 'string') throw new MalformedCborError('map keys must be text');
      record[key] = plain(item);
    }
    return record;
  }
  throw new MalformedCborError('only the kinds of the protocol are accepted');
}

/**
 * Decodes deterministic CBOR (RFC 8949 §4.2.1) and nothing else: indefinite lengths, duplicate keys, floats, tags,
 * undefined, longer heads than needed, unsorted keys and trailing bytes are refused. Maps come back with a null
 * prototype. What was read is encoded again and must give the same bytes, so there is one spelling of every message.
 *
 * @throws MalformedCborError
 */
export function decodeStrict(bytes: Uint8Array): CborValue {
  let value: CborValue;
  try {
    value = plain(
      decode(bytes, {
        strict: true,
        allowIndefinite: false,
        allowUndefined: false,
        allowInfinity: false,
        allowNaN: false,
        rejectDuplicateMapKeys: true,
        useMaps: true,
      }),
    );
    if (Buffer.compare(encodeDcbor(value), bytes) === 0) return value;
  } catch (cause) {
    // RangeError: nesting deeper than the stack, which no message of the protocol has.
    throw new MalformedCborError('not deterministic CBOR', { cause });
  }
  throw new MalformedCborError('not in deterministic form');
}
