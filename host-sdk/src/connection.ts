import { CallOptions, connect, type RemoteProxy } from 'penpal';
import { CALL_TIMEOUT_MS, type Envelope, HANDSHAKE_TIMEOUT_MS, type HostMethods, type WidgetMethods } from './contract/bridge.ts';
import { fromWire, WalletError } from './contract/errors.ts';
import { createFrameMessenger } from './frame-messenger.ts';

/*
 * The page's end of the bridge. What passes, in order (contract/bridge.ts says what each call means):
 *
 * 1. frame → page   SYN    window message; taken only from the frame's own window, from exactly the wallet's origin, with
 *                          this channel. It carries the channel and a random participant id, no secret.
 * 2. page → frame   SYN    to exactly the wallet's origin, as everything that follows; also once when the frame has loaded.
 * 3. one → other    ACK1   the names of the methods.
 * 4. other → one    ACK2   with a MessagePort; from here on, nothing passes by window messages.
 * 5. both ways      CALL and REPLY on the port. Every reply is an envelope.
 * 6. either         DESTROY, or a SYN by another participant (the frame loaded anew): all that is pending fails with 4900.
 *
 * Every wait ends: the handshake and calls by deadline; calls that wait for a person when the frame stops answering
 * `status`, asked every 10 s for as long as one is open.
 */

type Argument<Method extends keyof WidgetMethods> = Parameters<WidgetMethods[Method]>[0];
type Answer<Method extends keyof WidgetMethods> = Awaited<ReturnType<WidgetMethods[Method]>> extends Envelope<infer Result> ? Result : never;

/** A living connection to the widget. */
export type Connection = {
  /** Calls the widget. `isHuman`: a person takes part, so no deadline but the frame's own liveness. */
  call<Method extends keyof WidgetMethods>(method: Method, argument?: Argument<Method>, isHuman?: boolean): Promise<Answer<Method>>;
};

export type ConnectionOptions = {
  readonly target: Window;
  /** The one origin that is listened to. */
  readonly origin: string;
  readonly channel: string;
  /** What the widget may call. Whatever these throw stays on this side. */
  readonly methods: { readonly [Name in keyof HostMethods]: (argument: Parameters<HostMethods[Name]>[0]) => void };
  /** Called once, when the connection is over for a reason other than `close`; `undefined`: there never was one. */
  readonly onLost: (reason: string | undefined) => void;
  /** Default 10,000. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Default 10,000. After three silent beats the frame counts as gone. */
  readonly beatMs?: number | undefined;
};

/** 4900: no answer will come. The same request may be made again. */
export function lostError(reason: string): WalletError {
  return new WalletError(4900, 'The wallet does not answer.', { reason, retriable: true });
}

/** Bare of prototype and frozen: penpal looks names up along the prototype chain. */
function exposed(methods: ConnectionOptions['methods']): HostMethods {
  const guarded = Object.create(null);
  for (const name of Object.keys(methods) as (keyof HostMethods)[]) {
    guarded[name] = (argument: never): Envelope<null> => {
      try {
        methods[name](argument);
      } catch (error) {
        reportError(error);
        return { ok: false, error: { code: -32603, message: '' } };
      }
      return { ok: true, result: null };
    };
  }
  return Object.freeze(guarded);
}

/**
 * Starts the handshake. `ready` settles within the handshake's deadline; `knock` is for when the frame has loaded; `close` ends
 * everything, pending calls with `error`.
 */
export function openConnection(options: ConnectionOptions): { readonly ready: Promise<Connection>; knock(): void; close(error: WalletError): void } {
  const { target, origin, channel, methods, onLost, handshakeTimeoutMs = HANDSHAKE_TIMEOUT_MS, beatMs = 10_000 } = options;
  let ended: WalletError | undefined;
  let humanCalls = 0;
  let silentBeats = 0;
  const messenger = createFrameMessenger(target, origin, onLost);
  const link = connect<WidgetMethods>({
    messenger,
    channel,
    methods: exposed(methods),
    timeout: handshakeTimeoutMs,
  });
  let remote: RemoteProxy<WidgetMethods>;
  const { promise: ready, resolve, reject } = Promise.withResolvers<Connection>();

  const call: Connection['call'] = async (method, argument, isHuman) => {
    let envelope: Envelope<never>;
    if (isHuman) humanCalls++;
    try {
      if (ended) throw ended;
      const options = isHuman ? [] : [new CallOptions({ timeout: CALL_TIMEOUT_MS })];
      envelope = await (remote[method] as (...values: unknown[]) => Promise<Envelope<never>>)(argument, ...options);
    } catch {
      // Penpal's own errors, with their stacks, stay here.
      throw ended ?? lostError('call_timeout');
    } finally {
      if (isHuman) humanCalls--;
    }
    if (envelope?.ok === true) return envelope.result;
    throw fromWire(envelope?.error);
  };
  const beat = setInterval(() => {
    if (!humanCalls) silentBeats = 0;
    else if (silentBeats++ === 3) onLost('frame_silent');
    else
      call('status').then(
        () => (silentBeats = 0),
        () => {},
      );
  }, beatMs);
  link.promise.then(
    (proxy) => {
      remote = proxy;
      resolve({ call });
    },
    () => onLost(undefined),
  );
  return {
    ready,
    knock: messenger.knock,
    close(error) {
      ended = error;
      clearInterval(beat);
      reject(error);
      link.destroy();
    },
  };
}
