import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { readBootRequest } from './boot-request.ts';
import type { Enclave } from './enclave.ts';
import type { BootReply, BootRequest } from './manifest.ts';
import { operate, toEnclaveError } from './operations.ts';
import { SchemaError } from './schema.ts';
import { decodeStrict, MalformedCborError } from './strict-cbor.ts';

/*
 * One request frame → one reply frame (PROTOCOL §2.2). A request is `{ id, op, …fields }`, a reply `{ id, ok: true,
 * result }` or `{ id, ok: false, code, message }`; ids let many be under way on one connection.
 */

type Body = { readonly [key: string]: CborValue };

function parse(frame: Uint8Array): { readonly id: number; readonly op: string; readonly body: Body } {
  const value = decodeStrict(frame);
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) throw new SchemaError('request', 'must be a map');
  const { id, op, ...body } = value as Body;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) throw new SchemaError('request.id', 'must be a number');
  if (typeof op !== 'string') throw new SchemaError('request.op', 'must be text');
  return { id, op, body };
}

function failure(id: number | null, error: EnclaveError): Uint8Array<ArrayBuffer> {
  return encodeDcbor({ id, ok: false, code: error.code, message: error.message });
}

/**
 * The front of the process: first `boot`, once, then the closed list.
 *
 * @example
 * ```ts
 * const answer = createFront((request) => bootEnclave(…));
 * socket.write(encodeFrame(await answer(frame)));
 * ```
 */
export function createFront(
  boot: (request: BootRequest) => Promise<{ readonly enclave: Enclave; readonly reply: BootReply }>,
): (frame: Uint8Array) => Promise<Uint8Array<ArrayBuffer>> {
  let enclave: Enclave | null = null;
  let isBooting = false;

  async function bootOnce(body: Body): Promise<CborValue> {
    if (enclave !== null || isBooting) throw new EnclaveError('unknown_op', 'the enclave has been booted');
    isBooting = true;
    try {
      const booted = await boot(readBootRequest(body, 'boot'));
      enclave = booted.enclave;
      return { ...booted.reply };
    } finally {
      isBooting = false;
    }
  }

  return async (frame) => {
    let id: number | null = null;
    try {
      const request = parse(frame);
      id = request.id;
      if (request.op === 'boot') return encodeDcbor({ id, ok: true, result: await bootOnce(request.body) });
      if (enclave === null) throw new EnclaveError('enclave_unavailable', 'the enclave has not been booted');
      return encodeDcbor({ id, ok: true, result: await operate(enclave, request.op, request.body) });
    } catch (error) {
      return failure(id, error instanceof MalformedCborError ? new EnclaveError('invalid_request', error.message) : toEnclaveError(error));
    }
  };
}
