import type { KmsCall, KmsService } from './access.ts';
import { decrypt, encrypt, generateDataKey, generateDataKeyWithoutPlaintext, generateRandom } from './data-operations.ts';
import { KmsFault } from './fault.ts';
import { createKey, describeKey, getKeyPolicy, listKeys, putKeyPolicy } from './key-operations.ts';
import type { RequestBody } from './request-fields.ts';
import { type KmsCredential, type SignedRequest, verifyRequestSignature } from './request-signature.ts';

const TARGET_PREFIX = 'TrentService.';
const CONTENT_TYPE = 'application/x-amz-json-1.1';

const OPERATIONS: ReadonlyMap<string, (call: KmsCall) => Promise<object>> = new Map([
  ['CreateKey', createKey],
  ['Decrypt', decrypt],
  ['DescribeKey', describeKey],
  ['Encrypt', encrypt],
  ['GenerateDataKey', generateDataKey],
  ['GenerateDataKeyWithoutPlaintext', generateDataKeyWithoutPlaintext],
  ['GenerateRandom', generateRandom],
  ['GetKeyPolicy', getKeyPolicy],
  ['ListKeys', listKeys],
  ['PutKeyPolicy', putKeyPolicy],
]);

/** One finished call, for the operator's log. Carries nothing secret. */
export type KmsAuditEvent = {
  readonly operation: string;
  readonly principalArn: string | null;
  readonly keyId: string | null;
  readonly attested: boolean;
  /** Null when it succeeded. */
  readonly fault: string | null;
};

export type KmsHandlerOptions = KmsService & {
  readonly credentials: readonly KmsCredential[];
  readonly audit?: (event: KmsAuditEvent) => void;
};
export type KmsAnswer = { readonly status: number; readonly contentType: string; readonly body: string };

function parseBody(bytes: Uint8Array): RequestBody {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new KmsFault('SerializationException', 'The request body is not JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new KmsFault('SerializationException', 'The request body must be an object');
  return value as RequestBody;
}

function operationName(request: SignedRequest): string {
  const target = request.headers.get('x-amz-target') ?? '';
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  const isOurs = request.method === 'POST' && request.path === '/' && request.headers.get('content-type')?.split(';')[0]?.trim() === CONTENT_TYPE;
  if (!isOurs || !OPERATIONS.has(name)) throw new KmsFault('UnknownOperationException', 'The operation is not known');
  return name;
}

/**
 * The AWS KMS JSON 1.1 protocol without its transport: one signed request in, one answer out; never throws.
 * Order: operation, signature, body, the operation itself (which authorises before it touches a key).
 */
export function createKmsHandler(options: KmsHandlerOptions): (request: SignedRequest) => Promise<KmsAnswer> {
  return async (request) => {
    const event = { operation: 'unknown', principalArn: null as string | null, keyId: null as string | null, attested: false };
    const finish = (status: number, body: object, fault: string | null): KmsAnswer => {
      options.audit?.({ ...event, fault });
      return { status, contentType: CONTENT_TYPE, body: JSON.stringify(body) };
    };
    try {
      event.operation = operationName(request);
      const caller = verifyRequestSignature(request, { credentials: options.credentials, region: options.region, nowMs: options.clock.nowMs() });
      event.principalArn = caller.principalArn;
      const body = parseBody(request.body);
      event.keyId = typeof body.KeyId === 'string' ? body.KeyId.slice(0, 200) : null;
      event.attested = body.Recipient !== undefined;
      const operation = OPERATIONS.get(event.operation) as (call: KmsCall) => Promise<object>;
      return finish(200, await operation({ service: options, caller, operation: event.operation, body }), null);
    } catch (error) {
      const fault = error instanceof KmsFault ? error : new KmsFault('KMSInternalException', 'The request could not be processed.');
      return finish(fault.status, { __type: fault.type, message: fault.message }, fault.type);
    }
  };
}
