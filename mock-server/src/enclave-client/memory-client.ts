import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { Enclave } from '../enclave/enclave.ts';
import { operate } from '../enclave/operations.ts';
import { decodeStrict } from '../enclave/strict-cbor.ts';
import { createEnclaveCalls } from './calls.ts';
import { type EnclaveClient, EnclaveError } from './port.ts';

/** An enclave in this very process, for tests and the playground: the same requests and replies, encoded and read back. */
export function createMemoryClient(enclave: Enclave): EnclaveClient {
  return createEnclaveCalls(async (op, body) => {
    if (op === 'boot') throw new EnclaveError('unknown_op', 'the enclave has been booted');
    const request = decodeStrict(encodeDcbor(body)) as { readonly [key: string]: CborValue };
    return decodeStrict(encodeDcbor(await operate(enclave, op, request)));
  });
}
