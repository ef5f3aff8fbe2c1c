import { base64url } from 'jose';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { BoundedMap } from '../bounded-map.ts';
import { equalInConstantTime, macOf } from '../ciam/keys.ts';
import { type ImageKind, imageKind } from './image-kind.ts';
import type { Metadata } from './nft-metadata.ts';
import type { Resources } from './resources.ts';
import type { Piece } from './transfers.ts';

export type Image = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: ImageKind['contentType'] };

export type Images = {
  urlOf(chainId: number, piece: Piece): Promise<string>;
  /** @returns null for a reference that was not made here, and for a picture that cannot be shown. */
  read(reference: string): Promise<Image | null>;
};

const IMAGE_LIMIT_BYTES = 1024 * 1024;
/** 4096 by 4096: a small file that unfolds into gigabytes is meant to bring a phone down. */
const PIXEL_LIMIT = 4_096 * 4_096;
/** At most 32 MiB of them in memory. */
const KEPT_IMAGES = 32;

/**
 * Pictures of collectibles, by way of this server: the person's address and habits are nobody else's, and nothing but a raster picture
 * reaches the wallet. A reference names a piece, not an address of the web, and carries a code only this server can make: what it
 * has not listed for somebody it does not fetch.
 */
export function createImages(parts: {
  readonly key: CryptoKey;
  readonly metadataOf: (chainId: number, piece: Piece) => Promise<Metadata | null>;
  readonly resources: Resources;
}): Images {
  const { key, metadataOf, resources } = parts;
  const kept = new BoundedMap<string, Image>(KEPT_IMAGES);

  async function sign(name: string): Promise<string> {
    return base64url.encode(await macOf(key, name));
  }

  async function load(source: string): Promise<Image | null> {
    const bytes = await resources.read(source, IMAGE_LIMIT_BYTES);
    const kind = bytes === null ? null : imageKind(bytes);
    if (bytes === null || kind === null || kind.pixels === 0 || kind.pixels > PIXEL_LIMIT) return null;
    return { bytes, contentType: kind.contentType };
  }

  return {
    async urlOf(chainId, { contract, tokenId, standard }) {
      const name = [chainId, contract, tokenId, standard].join('.');
      return `/v1/images/${name}.${await sign(name)}`;
    },
    async read(reference) {
      const [, name, chainId, contract, tokenId, standard, code] =
        /^((\d{1,16})\.(0x[0-9a-f]{40})\.(\d{1,78})\.(erc721|erc1155))\.([\w-]{43})$/.exec(reference) ?? [];
      if (name === undefined || code === undefined || !equalInConstantTime(await sign(name), code)) return null;
      const found = kept.get(name);
      if (found !== undefined) return found;
      const piece = { contract: contract as Hex, tokenId: BigInt(tokenId as string), standard: standard as Piece['standard'] };
      const metadata = await metadataOf(Number(chainId), piece);
      const image = metadata?.image == null ? null : await load(metadata.image);
      if (image !== null) kept.set(name, image);
      return image;
    },
  };
}
