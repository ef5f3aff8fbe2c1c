import { AlcElement } from '../../elements/alc-element.ts';
import { assetWords } from '../asset-words/asset-words.ts';

/** A part of home that comes later, with words of its own: it fetches them, and renders again when they are there. */
export abstract class AssetElement extends AlcElement {
  override willUpdate(): void {
    if (!assetWords.isReady()) void assetWords.load().then(() => this.requestUpdate());
  }
}
