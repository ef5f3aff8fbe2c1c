import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { KmsFault } from './fault.ts';
import type { PolicyDocument } from './policy-document.ts';

/** An access key and whose it is. `identityPolicy` is what an administrator attached to that user. */
export type KmsCredential = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Set for temporary credentials; then `X-Amz-Security-Token` must carry it. */
  readonly sessionToken: string | null;
  /** e.g. `arn:aws:iam::000000000000:user/enclave` */
  readonly principalArn: string;
  readonly identityPolicy: PolicyDocument;
};

/** Header names in lower case, values of repeated headers joined by `,` as RFC 9110 §5.2 allows. */
export type SignedRequest = { readonly method: string; readonly path: string; readonly headers: ReadonlyMap<string, string>; readonly body: Uint8Array };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'kms';
/** AWS accepts a request for five minutes around the time it was signed. */
const MAX_SKEW_MS = 5 * 60_000;

type Authorization = { readonly accessKeyId: string; readonly scope: readonly string[]; readonly signedHeaders: readonly string[]; readonly signature: string };

function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function readAuthorization(header: string): Authorization {
  const space = header.indexOf(' ');
  if (header.slice(0, space) !== ALGORITHM) throw new KmsFault('IncompleteSignatureException', `Authorization header requires '${ALGORITHM}'.`);
  const parts = new Map<string, string>();
  for (const part of header.slice(space + 1).split(',')) {
    const equals = part.indexOf('=');
    parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const missing = ['Credential', 'SignedHeaders', 'Signature'].find((name) => !parts.get(name));
  if (missing !== undefined) throw new KmsFault('IncompleteSignatureException', `Authorization header requires '${missing}' parameter.`);
  const [accessKeyId = '', ...scope] = (parts.get('Credential') ?? '').split('/');
  if (scope.length !== 4) throw new KmsFault('IncompleteSignatureException', 'Credential must have exactly 5 slash-delimited elements.');
  return { accessKeyId, scope, signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'), signature: parts.get('Signature') ?? '' };
}

/** `20261122T201500Z` → milliseconds; NaN when it is not that. */
function parseAmzDate(text: string): number {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return Number.NaN;
  const at = (from: number, to: number) => text.slice(from, to);
  return Date.parse(`${at(0, 4)}-${at(4, 6)}-${at(6, 8)}T${at(9, 11)}:${at(11, 13)}:${at(13, 15)}Z`);
}

function checkDate(amzDate: string, scopeDate: string, nowMs: number): void {
  const signedAtMs = parseAmzDate(amzDate);
  if (Number.isNaN(signedAtMs)) throw new KmsFault('IncompleteSignatureException', 'Date must be in ISO-8601 basic format in X-Amz-Date.');
  if (amzDate.slice(0, 8) !== scopeDate) throw new KmsFault('InvalidSignatureException', 'Date in Credential scope does not match YYYYMMDD from X-Amz-Date.');
  if (signedAtMs < nowMs - MAX_SKEW_MS) throw new KmsFault('InvalidSignatureException', `Signature expired: ${amzDate} is now too old.`);
  if (signedAtMs > nowMs + MAX_SKEW_MS) throw new KmsFault('InvalidSignatureException', `Signature not yet current: ${amzDate} is in the future.`);
}

function checkSignedHeaders(request: SignedRequest, signedHeaders: readonly string[]): void {
  const required = ['host', ...[...request.headers.keys()].filter((name) => name.startsWith('x-amz-'))];
  const unsigned = required.find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) throw new KmsFault('InvalidSignatureException', `Header '${unsigned}' must be a signed header.`);
  const absent = signedHeaders.find((name) => !request.headers.has(name));
  if (absent !== undefined) throw new KmsFault('InvalidSignatureException', 'A signed header is not in the request.');
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const lines = signedHeaders.map((name) => `${name}:${(request.headers.get(name) ?? '').trim().replaceAll(/ +/g, ' ')}\n`);
  return [request.method, request.path, '', lines.join(''), signedHeaders.join(';'), sha256Hex(request.body)].join('\n');
}

/**
 * Verifies AWS Signature Version 4 in the `Authorization` header, and says whose request it is. Every `x-amz-*` header
 * and the body are covered; a signature is good for five minutes and for this region and service only.
 * @throws KmsFault with the type AWS gives
 */
export function verifyRequestSignature(
  request: SignedRequest,
  options: { readonly credentials: readonly KmsCredential[]; readonly region: string; readonly nowMs: number },
): KmsCredential {
  const header = request.headers.get('authorization');
  if (header === undefined) throw new KmsFault('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const { accessKeyId, scope, signedHeaders, signature } = readAuthorization(header);
  const amzDate = request.headers.get('x-amz-date');
  if (amzDate === undefined) throw new KmsFault('IncompleteSignatureException', "Authorization header requires existence of a 'X-Amz-Date' header.");
  const credential = options.credentials.find((candidate) => candidate.accessKeyId === accessKeyId);
  const token = request.headers.get('x-amz-security-token') ?? null;
  if (credential === undefined || credential.sessionToken !== token) {
    throw new KmsFault('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const [date = '', region = '', service = '', terminator = ''] = scope;
  if (region !== options.region) throw new KmsFault('InvalidSignatureException', `Credential should be scoped to a valid region.`);
  if (service !== SERVICE) throw new KmsFault('InvalidSignatureException', `Credential should be scoped to correct service: '${SERVICE}'.`);
  if (terminator !== 'aws4_request') throw new KmsFault('InvalidSignatureException', "Credential should be scoped with a valid terminator: 'aws4_request'.");
  checkSignedHeaders(request, signedHeaders);
  const toSign = [ALGORITHM, amzDate, scope.join('/'), sha256Hex(canonicalRequest(request, signedHeaders))].join('\n');
  const key = [date, region, service, terminator].reduce<string | Uint8Array>((previous, part) => hmac(previous, part), `AWS4${credential.secretAccessKey}`);
  const expected = hmac(key, toSign);
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new KmsFault('InvalidSignatureException', 'The request signature we calculated does not match the signature you provided.');
  }
  // After the signature: a stranger must not learn from the answer what this clock says.
  checkDate(amzDate, date, options.nowMs);
  return credential;
}
