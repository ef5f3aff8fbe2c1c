/*
 * ERC-7730 descriptors as the wallet reads them: files merged with what they include, references followed, constants put in
 * (`npm run descriptors` does that, see widget/descriptors). One entry is for one set of contracts.
 */

export type FieldFormat = 'raw' | 'amount' | 'tokenAmount' | 'nftName' | 'date' | 'duration' | 'unit' | 'enum' | 'addressName' | 'calldata';

/** The parameters of all formats. Paths are relative to the field's group; `token`, `callee` and the like are values. */
export type FieldParams = {
  readonly token?: string;
  readonly tokenPath?: string;
  readonly nativeCurrencyAddress?: readonly string[];
  readonly threshold?: string;
  readonly message?: string;
  readonly collection?: string;
  readonly collectionPath?: string;
  readonly encoding?: 'timestamp' | 'blockheight';
  readonly base?: string;
  readonly decimals?: number;
  readonly prefix?: boolean;
  /** Value → words. */
  readonly values?: { readonly [value: string]: string };
  readonly callee?: string;
  readonly calleePath?: string;
  readonly amountPath?: string;
  readonly selector?: string;
};

export type DescriptorField = {
  readonly path?: string;
  /** A constant instead of a path. */
  readonly value?: string;
  readonly label: string;
  readonly format: FieldFormat;
  readonly params?: FieldParams;
  /** Left out of the summary on purpose. */
  readonly hidden?: true;
  /** The descriptor is for these values only, and they need not be shown. */
  readonly mustBe?: readonly string[];
};
export type DescriptorGroup = { readonly path: string; readonly fields: readonly DescriptorItem[] };
export type DescriptorItem = DescriptorField | DescriptorGroup;

/** One function or one type of message. */
export type DescriptorFormat = {
  /** The function with its parameters' names, or EIP-712's encodeType. */
  readonly signature: string;
  readonly intent: string;
  readonly fields: readonly DescriptorItem[];
  /** Paths that must lead to something, or the descriptor is not used. */
  readonly required?: readonly string[];
};

export type DescriptorEntry = {
  /** Who stands behind the contract, by the descriptor. */
  readonly owner: string | null;
  readonly token?: { readonly symbol: string; readonly decimals: number };
  /** What the domain must say, for typed data. */
  readonly domain?: { readonly name?: string; readonly version?: string; readonly chainId?: number; readonly verifyingContract?: string };
  /** By selector (0x and 8 digits), or by type hash (0x and 64 digits). */
  readonly formats: { readonly [key: string]: DescriptorFormat };
};

/**
 * `call:1:0x…` or `message:1:0x…` (chain, lower-case address) → places in `files`, which are named by their SHA-256; `call:*` and
 * `message:*` are for standards that any contract may follow. `names`: chain and a domain's name in lower case → who may bear it.
 */
export type DescriptorIndex = {
  readonly version: 1;
  readonly files: readonly string[];
  readonly entries: { readonly [key: string]: readonly number[] };
  readonly names: { readonly [chainAndName: string]: readonly string[] };
};

/** A format that binds. `bound`: to this very contract, not just to a standard's form. */
export type FoundFormat = { readonly entry: DescriptorEntry; readonly format: DescriptorFormat; readonly bound: boolean };

export type Descriptors = {
  /** @param key selector or type hash. */
  find(kind: 'call' | 'message', chainId: number, address: string, key: string): Promise<readonly FoundFormat[]>;
  /** Contracts on the chain that are known by a domain's name; null when the name is nobody's. */
  bearersOf(chainId: number, name: string): Promise<readonly string[] | null>;
  /** Whether anything at all is known of the contract. */
  knows(chainId: number, address: string): Promise<boolean>;
};
