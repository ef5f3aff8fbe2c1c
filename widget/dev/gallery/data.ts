import type { ElementEntry, Named } from '../../../test/support/manifest.ts';

/** A custom property of tokens.css. */
export type Token = {
  readonly name: string;
  /** The heading it stands under in tokens.css. */
  readonly group: string;
  readonly value: string;
  /** What a host page may set it to; null when it is not a host's to set. */
  readonly kind: string | null;
};

export type GalleryElement = ElementEntry & {
  /** Names of the tokens its styles read. */
  readonly tokens: readonly string[];
  /** Names of the states that show it; of views only. */
  readonly states: readonly string[];
  /** Whether it is a whole screen. */
  readonly isView: boolean;
};

/** Of an element of the host SDK, as its published manifest has it. */
export type HostElement = Omit<ElementEntry, 'path'> & { readonly attributes?: readonly (Named & { readonly type?: { readonly text: string } })[] };

/** What `npm run gallery` writes to `data.json`. */
export type GalleryData = {
  readonly elements: readonly GalleryElement[];
  readonly hostElements: readonly HostElement[];
  readonly tokens: readonly Token[];
  /** What a host page may set, by name, with the kind of its value. */
  readonly themable: readonly { readonly name: string; readonly kind: string }[];
};
