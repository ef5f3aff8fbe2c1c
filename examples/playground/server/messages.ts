/* What the frame that holds the service worker and the worker behind it say to one another, and what the page may ask for. */

export type Asked = { readonly method: string; readonly url: string; readonly headers: readonly (readonly [string, string])[]; readonly body: ArrayBuffer };
export type Answered = { readonly status: number; readonly headers: readonly (readonly [string, string])[]; readonly body: ArrayBuffer };

/** The switches of the page. */
export type Faults = {
  readonly kmsDown: boolean;
  readonly slowChain: boolean;
  readonly offline: boolean;
};
export type Deed = 'reorg' | 'restart-enclave' | 'forget';

export type ToWorker =
  | { readonly type: 'start'; readonly base: string; readonly hostOrigin: string }
  | { readonly type: 'ask'; readonly id: number; readonly asked: Asked }
  | { readonly type: 'rpc'; readonly id: number; readonly method: string; readonly params: readonly unknown[] }
  | { readonly type: 'faults'; readonly id: number; readonly faults: Faults }
  | { readonly type: 'do'; readonly id: number; readonly deed: Deed };

export type FromWorker =
  /** It listens: what is said to a worker before its script has run is lost. */
  | { readonly type: 'up' }
  | { readonly type: 'ready'; readonly keeps: boolean }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown };

/** What the page may ask the frame: the node, the switches, one deed. */
export type FromPage = Extract<ToWorker, { type: 'rpc' | 'faults' | 'do' }>;
/** `busy`: the playground runs in another tab; `unsupported`: no service worker is to be had here. */
export type ToPage = Exclude<FromWorker, { type: 'up' | 'answer' }> | { readonly type: 'busy' } | { readonly type: 'unsupported'; readonly message: string };
