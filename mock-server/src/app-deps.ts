import type { JSONWebKeySet } from 'jose';
import type { AppConfig } from './apps/app-config.ts';
import type { AppRegistry } from './apps/port.ts';
import type { FetchOutside } from './assets/resources.ts';
import type { TokenList } from './assets/token-list.ts';
import type { ChainConfig } from './chain/gateway.ts';
import type { ChainGateway } from './chain/port.ts';
import type { OperatorSettings } from './ciam/operators.ts';
import type { Clock, RandomBytes } from './deps.ts';
import type { EnclaveClient } from './enclave-client/port.ts';
import type { PriceSource } from './prices/port.ts';
import type { Store } from './store/store.ts';
import type { Tracing } from './tracing/port.ts';

export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type StaticFile = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string; readonly immutable: boolean };
/** `path` has no leading slash, e.g. `w/index.html`, `w/assets/main-3f2a.js`, `w/pins.js`, `sdk/v1/alcove.js`. Null when there is no such file. */
export type StaticFiles = { read(path: string): Promise<StaticFile | null> };

export type RequestObservation = { readonly method: string; readonly route: string; readonly status: number; readonly durationMs: number };
/** What `/metrics` shows; `http/prometheus.ts` is the implementation for Node. */
export type Metrics = { readonly contentType: string; render(): Promise<string>; observe(observation: RequestObservation): void };

/** A token bucket: `burst` calls at once, `perSecond` more as time goes on. */
export type BucketLimit = { readonly burst: number; readonly perSecond: number };
/** By whom calls are counted: network address, login by address, session, person, app, and page that asks for signatures. */
export type RateLimits = Readonly<Record<'address' | 'login' | 'session' | 'user' | 'app' | 'origin', BucketLimit>>;

/** Who may manage the registry, and what is there beside it. */
export type AdminSettings = OperatorSettings & { readonly builtInApps: readonly AppConfig[]; readonly builtInChains: readonly ChainConfig[] };

/** Everything the wallet server needs from outside. `createApp(deps)` touches nothing else. */
export type AppDeps = {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly store: Store;
  readonly enclave: EnclaveClient;
  readonly chains: ChainGateway;
  readonly registry: AppRegistry;
  readonly files: StaticFiles;
  /** Origin the wallet is served at, e.g. `http://localhost:4100`. */
  readonly walletOrigin: string;
  /** Fetches an issuer's keys (OpenID Connect Discovery → `jwks_uri`); cached by the implementation. @throws when the issuer cannot be reached. */
  readonly issuerKeys: (issuer: string) => Promise<JSONWebKeySet>;
  /** 32 bytes that sign access tokens and hash refresh tokens; kept in the data directory. */
  readonly tokenSecret: Uint8Array;
  /** Gives a fresh wallet of a development app something to spend. Null outside development. Must not delay the caller. */
  readonly fund: ((address: `0x${string}`) => void) | null;
  /** One round of telling apps what happened. Absent: what is to be told waits in the store. */
  readonly deliverWebhooks?: () => Promise<number>;
  /** What money is worth. Absent: no price is known. */
  readonly prices?: PriceSource;
  /** Tokens to show on each chain. Absent: none but those that have come to an account. */
  readonly tokenList?: TokenList;
  /** For what collectibles say of themselves, and their pictures. `fetch` absent: only what stands on the chain itself is read. */
  readonly collectibles?: { readonly fetch: FetchOutside; readonly ipfsGateway: string | null };
  /** Whether this server is about to stop: `/readyz` says so before it takes no more requests. Absent: never. */
  readonly isLeaving?: () => boolean;
  /** Absent: there is no operators' page, and nothing under `/v1/admin/`. */
  readonly admin?: AdminSettings;
  /** Absent: `/metrics` answers 404. */
  readonly metrics?: Metrics;
  /** Absent: nobody follows where a request's time goes. */
  readonly tracing?: Tracing;
  /** Those absent: the defaults of `http/rate-limit.ts`. */
  readonly rateLimits?: Partial<RateLimits>;
  /** Absent: the defaults of `http/admission.ts`. */
  readonly admission?: { readonly maxRunning: number; readonly maxWaiting: number };
};
