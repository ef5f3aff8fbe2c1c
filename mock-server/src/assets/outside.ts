import { lookup as lookupName } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { publicOnly } from '../webhooks/post.ts';
import { parseTarget, type TargetRules } from '../webhooks/target.ts';
import type { FetchOutside } from './resources.ts';

export type OutsideOptions = TargetRules & {
  /** How names become addresses. Default: the system's. */
  readonly lookup?: LookupFunction;
  /** Certificates to trust beside the system's, in PEM. */
  readonly extraCa?: string;
};

const REDIRECT_LIMIT = 3;

/** Asks for plain bytes: what is packed could unfold into more than the limit. */
const headers = { accept: 'application/json, image/*;q=0.9, */*;q=0.1', 'accept-encoding': 'identity', 'user-agent': 'Alcove' };

function send(url: URL, signal: AbortSignal, { allowPrivate, lookup = lookupName as LookupFunction, extraCa }: OutsideOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const options = { headers, agent: false, signal, lookup: allowPrivate ? lookup : publicOnly(lookup), ...(extraCa === undefined ? {} : { ca: extraCa }) };
    request(url, options, resolve).on('error', reject).end();
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  if (!['', 'identity'].includes(response.headers['content-encoding'] ?? '')) throw new Error('answered packed');
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw new Error('answers more than is read');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new Error('answers more than is read');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * Reads what strangers name: public addresses only (looked at after the name was looked up, and again after each redirect), three
 * redirects at most, one deadline for all of it, and no cookies, credentials or referrer.
 *
 * @throws Error (by the returned function) when there is nothing to be had that way.
 */
export function createOutside(options: OutsideOptions): FetchOutside {
  return async (address, { maxBytes, timeoutMs }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    let next = address;
    for (let hops = 0; hops <= REDIRECT_LIMIT; hops++) {
      // What follows # is for whoever reads the document, and no part of the question.
      const url = parseTarget(next.replace(/#.*$/, ''), options);
      const response = await send(url, signal, options);
      try {
        const { location } = response.headers;
        const isRedirect = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0);
        if (!isRedirect || location === undefined) return await readBody(response, maxBytes);
        if (!URL.canParse(location, url)) throw new Error('leads to no address');
        next = new URL(location, url).href;
      } finally {
        response.destroy();
      }
    }
    throw new Error('leads on and on');
  };
}
