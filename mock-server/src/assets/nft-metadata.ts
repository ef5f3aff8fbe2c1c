import { BoundedMap } from '../bounded-map.ts';
import type { ChainGateway } from '../chain/port.ts';
import type { Clock } from '../deps.ts';
import { callContracts, reads, readText } from './contract-reads.ts';
import { isPictureAddress, type Resources } from './resources.ts';
import type { Piece } from './transfers.ts';

/** What a piece's own document says (ERC-721 and ERC-1155 metadata JSON schema). `image`: an address that may hold a picture. */
export type Metadata = { readonly name: string; readonly image: string | null };

/** A picture may be inside. */
const DOCUMENT_LIMIT_BYTES = 2 * 1024 * 1024;
const KEPT_MS = 600_000;
/** A server that was down is asked again soon, but not by every look at the wallet. */
const FAILURE_KEPT_MS = 60_000;
const ENTRY_LIMIT = 2_000;

function readDocument(bytes: Uint8Array): Metadata | null {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null) return null;
  const { name, image, image_url: other } = document as Readonly<Record<string, unknown>>;
  const source = [image, other].find((candidate) => typeof candidate === 'string' && isPictureAddress(candidate));
  return { name: typeof name === 'string' ? name : '', image: typeof source === 'string' ? source : null };
}

/**
 * Reads what a piece says of itself. What it names is read once and not followed further: a document that names another document as
 * its picture has no picture.
 *
 * @returns null where there is nothing to read. Never rejects but for a chain that cannot be asked.
 */
export function createMetadata(parts: {
  readonly chains: Pick<ChainGateway, 'rpc'>;
  readonly resources: Resources;
  readonly clock: Clock;
}): (chainId: number, piece: Piece) => Promise<Metadata | null> {
  const { chains, resources, clock } = parts;
  const known = new BoundedMap<string, { readonly metadata: Promise<Metadata | null>; untilMs: number }>(ENTRY_LIMIT);

  async function load(chainId: number, { contract, tokenId, standard }: Piece): Promise<Metadata | null> {
    const call = standard === 'erc721' ? reads.tokenUri(contract, tokenId) : reads.uri(contract, tokenId);
    const [result] = await callContracts(chains, chainId, [call]);
    const address = readText(result ?? null);
    if (address === null) return null;
    // ERC-1155, Metadata: the id in 64 lower-case hexadecimal digits.
    const filled = standard === 'erc1155' && address.length <= 2_048 ? address.replaceAll('{id}', tokenId.toString(16).padStart(64, '0')) : address;
    const bytes = await resources.read(filled, DOCUMENT_LIMIT_BYTES);
    return bytes === null ? null : readDocument(bytes);
  }

  return (chainId, piece) => {
    const key = `${chainId} ${piece.contract} ${piece.tokenId}`;
    const found = known.get(key);
    if (found !== undefined && found.untilMs > clock.nowMs()) return found.metadata;
    const metadata = load(chainId, piece);
    const entry = { metadata, untilMs: clock.nowMs() + KEPT_MS };
    known.set(key, entry);
    metadata.then(
      (read) => {
        if (read === null) entry.untilMs = clock.nowMs() + FAILURE_KEPT_MS;
      },
      () => known.delete(key),
    );
    return metadata;
  };
}
