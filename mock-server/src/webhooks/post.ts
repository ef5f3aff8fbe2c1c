import { lookup as lookupName } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, parseTarget, type TargetRules } from './target.ts';
import { WebhookError } from './webhook-error.ts';

export type PostMessage = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For name, connection and answer together. */
  readonly timeoutMs: number;
};
/** Sends, and tells the status. @throws Error when there is no answer in time, or the address is not allowed. */
export type Post = (message: PostMessage) => Promise<number>;

export type PostOptions = TargetRules & {
  /** How names become addresses. Default: the system's. */
  readonly lookup?: LookupFunction;
  /** Certificates to trust beside the system's, in PEM. */
  readonly extraCa?: string;
};

/**
 * Looks a name up and refuses what is not public. The connection is made to the very address that was looked at, so that a name that
 * answers otherwise the second time gains nothing.
 */
export function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      const refusal = new WebhookError('url', 'The host of url has no public address.');
      // One private address among public ones is a trap, not a backup.
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) return callback(refusal, '');
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Posts to other people's servers: never follows a redirect, reads no body, waits no longer than told, reaches public addresses only. */
export function createPost({ allowPrivate, lookup = lookupName as LookupFunction, extraCa }: PostOptions): Post {
  return (message) =>
    new Promise((resolve, reject) => {
      const url = parseTarget(message.url, { allowPrivate });
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const request = send(
        url,
        {
          method: 'POST',
          headers: { ...message.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(message.body) },
          lookup: allowPrivate ? lookup : publicOnly(lookup),
          agent: false,
          signal: AbortSignal.timeout(message.timeoutMs),
          ...(extraCa === undefined ? {} : { ca: extraCa }),
        },
        (response) => {
          // Whatever it has to say is not read: the status is the answer.
          response.destroy();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on('error', reject);
      request.end(message.body);
    });
}
