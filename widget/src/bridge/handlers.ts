import type { BridgeRequest, Envelope, WidgetMethods } from '../../../host-sdk/src/contract/bridge.ts';
import { bridgeLimits } from '../../../host-sdk/src/contract/bridge.ts';
import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Json, Preferences, ThemeReport, WalletStatus, WalletView } from '../../../host-sdk/src/contract/types.ts';
import { walkJson } from './walker.ts';

/** What the bridge's methods do, once their arguments are known to be sound. */
export type BridgeActions = {
  request(request: BridgeRequest): Promise<Json>;
  open(view: WalletView): void;
  close(): void;
  login(options: { readonly providerId?: string }): Promise<{ readonly accounts: readonly string[] }>;
  logout(): Promise<void>;
  status(): WalletStatus;
  setTheme(tokens: { readonly [token: string]: string }): Promise<ThemeReport>;
  setPreferences(preferences: Preferences): void;
  cancel(id: string): void;
};

export type HandlerOptions = {
  readonly actions: BridgeActions;
  readonly admit: () => void;
  /** Any failure as a typed error; the unexpected becomes -32603 with a fixed text. */
  readonly toFailure: (cause: unknown) => WalletError;
};

type Fields = { readonly [key: string]: Json | undefined };

const views: ReadonlySet<string> = new Set<WalletView>(['home', 'send', 'receive', 'activity', 'settings']);
const languages: ReadonlySet<string> = new Set(['en', 'ko', 'ja']);
const currencies: ReadonlySet<string> = new Set(['USD', 'KRW', 'JPY', 'EUR']);

function fieldsOf(value: unknown, field: string): Fields {
  const walked = walkJson(value ?? {}, field);
  if (typeof walked !== 'object' || walked === null || Array.isArray(walked)) throw new WalletError(-32600, `${field} must be an object`, { field });
  return walked as Fields;
}

function textOf(value: unknown, field: string, maxLength: number): string {
  if (typeof value !== 'string' || value === '') throw new WalletError(-32600, `${field} must be a string`, { field });
  return value.slice(0, maxLength);
}

function oneOf(value: unknown, allowed: ReadonlySet<string>, field: string): string {
  if (typeof value !== 'string' || !allowed.has(value)) throw new WalletError(-32602, `${field} must be one of ${[...allowed].join(', ')}`, { field });
  return value;
}

function readRequest(value: unknown): BridgeRequest {
  const { id, method, params } = fieldsOf(value, 'request');
  return { id: textOf(id, 'id', 128), method: textOf(method, 'method', bridgeLimits.maxMethodLength * 2), ...(params === undefined ? {} : { params }) };
}

function readPreferences(value: unknown): Preferences {
  const { language, currency } = fieldsOf(value, 'preferences');
  return {
    ...(language === undefined ? {} : { language: oneOf(language, languages, 'language') as NonNullable<Preferences['language']> }),
    ...(currency === undefined ? {} : { currency: oneOf(currency, currencies, 'currency') as NonNullable<Preferences['currency']> }),
  };
}

function readTheme(value: unknown): { readonly [token: string]: string } {
  const tokens = fieldsOf(value, 'tokens');
  for (const [token, text] of Object.entries(tokens))
    if (typeof text !== 'string') throw new WalletError(-32602, `${token} must be a string`, { field: token });
  return tokens as { readonly [token: string]: string };
}

/**
 * What the widget exposes to the page: one frozen, flat object without a prototype, because penpal looks names up along the
 * prototype chain. Every method resolves an envelope; this is the only place that catches everything.
 */
export function createBridgeHandlers({ actions, admit, toFailure }: HandlerOptions): WidgetMethods {
  async function enveloped<Result>(work: () => Result | Promise<Result>): Promise<Envelope<Result>> {
    try {
      admit();
      return { ok: true, result: await work() };
    } catch (cause) {
      return { ok: false, error: toWire(toFailure(cause)) };
    }
  }

  const done = (work: () => unknown) =>
    enveloped(async () => {
      await work();
      return null;
    });

  const methods: WidgetMethods = {
    request: (request) => enveloped(() => actions.request(readRequest(request))),
    open: (view) => done(() => actions.open(oneOf(view, views, 'view') as WalletView)),
    close: () => done(() => actions.close()),
    login: (options) =>
      enveloped(() => {
        const { providerId } = fieldsOf(options, 'options');
        return actions.login(providerId === undefined ? {} : { providerId: textOf(providerId, 'providerId', 128) });
      }),
    logout: () => done(() => actions.logout()),
    status: () => enveloped(() => actions.status()),
    setTheme: (tokens) => enveloped(() => actions.setTheme(readTheme(tokens))),
    setPreferences: (preferences) => done(() => actions.setPreferences(readPreferences(preferences))),
    cancel: (id) => done(() => actions.cancel(textOf(id, 'id', 128))),
  };
  return Object.freeze(Object.assign(Object.create(null) as WidgetMethods, methods));
}
