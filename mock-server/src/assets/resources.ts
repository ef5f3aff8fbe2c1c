/** Reads from other people's servers: not from this machine or its neighbours, never more than told, no longer than told. @throws Error */
export type FetchOutside = (url: string, limits: { readonly maxBytes: number; readonly timeoutMs: number }) => Promise<Uint8Array<ArrayBuffer>>;

export type Resources = {
  /** @returns null for what cannot be had, is too large, or has an address of another kind. Never rejects. */
  read(address: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null>;
};

const TIMEOUT_MS = 3_500;
/** Whoever fills a wallet with pictures of slow servers keeps so many connections busy, and the others go without. */
const RUNNING_LIMIT = 32;
const ADDRESS_LIMIT = 2_048;

/** A picture that can be shown: SVG is a document with scripts and links, and is never passed on, whatever it calls itself. */
export function isPictureAddress(address: string): boolean {
  return /^(https?:\/\/|ipfs:\/\/)/.test(address) || /^data:image\/(png|jpeg|jpg|gif|webp)[;,]/i.test(address.slice(0, 32));
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Many contracts write their JSON as it is, with a stray % now and then. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 2397. */
function readData(address: string, maxBytes: number): Uint8Array<ArrayBuffer> | null {
  const comma = address.indexOf(',');
  if (comma === -1 || comma > 256 || address.length > maxBytes * 3) return null;
  const payload = address.slice(comma + 1);
  const bytes = /;base64$/i.test(address.slice(0, comma)) ? decodeBase64(payload) : new TextEncoder().encode(decodePercent(payload));
  return bytes === null || bytes.length > maxBytes ? null : bytes;
}

/** `ipfs://CID/path` (also with the `ipfs/` that some put before it) below the operator's gateway. */
function gatewayUrl(address: string, gateway: string): string | null {
  const [, cid, path = ''] = /^ipfs:\/\/(?:ipfs\/)?([A-Za-z0-9]{46,100})((?:\/[^?#]*)?)$/.exec(address) ?? [];
  if (cid === undefined) return null;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => /^(\.|%2e)+$/i.test(segment))) return null;
  return `${gateway.replace(/\/$/, '')}/${[cid, ...segments].join('/')}`;
}

/**
 * @param parts.outside null where nothing outside may be asked: then only what stands on the chain itself (`data:`) is read.
 * @param parts.ipfsGateway e.g. `https://ipfs.example/ipfs`; null: what is on IPFS has no picture.
 */
export function createResources({ outside, ipfsGateway }: { readonly outside: FetchOutside | null; readonly ipfsGateway: string | null }): Resources {
  let running = 0;
  return {
    async read(address, maxBytes) {
      if (address.startsWith('data:')) return readData(address, maxBytes);
      if (outside === null || address.length > ADDRESS_LIMIT || running >= RUNNING_LIMIT) return null;
      const url = address.startsWith('ipfs://') ? ipfsGateway && gatewayUrl(address, ipfsGateway) : address;
      if (!url) return null;
      running++;
      try {
        return await outside(url, { maxBytes, timeoutMs: TIMEOUT_MS });
      } catch {
        return null;
      } finally {
        running--;
      }
    },
  };
}
