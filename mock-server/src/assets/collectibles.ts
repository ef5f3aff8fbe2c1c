import type { AppDeps } from '../app-deps.ts';
import { createHoldings } from './holdings.ts';
import { createImages, type Images } from './images.ts';
import { createMetadata } from './nft-metadata.ts';
import { createResources } from './resources.ts';

/** What there is to show of an account, and the pictures of it: both read a piece's document, once. */
export function createCollectibles(
  deps: Pick<AppDeps, 'chains' | 'clock' | 'tokenList' | 'collectibles'>,
  imageKey: CryptoKey,
): { readonly holdings: ReturnType<typeof createHoldings>; readonly images: Images } {
  const { chains, clock, collectibles } = deps;
  const resources = createResources({ outside: collectibles?.fetch ?? null, ipfsGateway: collectibles?.ipfsGateway ?? null });
  const metadataOf = createMetadata({ chains, resources, clock });
  const images = createImages({ key: imageKey, metadataOf, resources });
  return { images, holdings: createHoldings({ chains, tokens: deps.tokenList ?? (() => []), metadataOf, imageUrlOf: images.urlOf }) };
}
