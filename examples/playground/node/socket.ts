export type Wire = MessagePort;
type Events = { connect: []; data: [Uint8Array]; error: [Error]; close: []; timeout: [] };
type Listener = (...values: never[]) => void;

/** A stream of `node:net` over a message port, with the events and calls that this project's code uses. */
export class Socket {
  destroyed = false;
  readonly #wire: Wire;
  readonly #listeners = new Map<keyof Events, Listener[]>();
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.onmessage = ({ data }) => this.#receive(data);
  }

  on<Name extends keyof Events>(name: Name, listener: (...values: Events[Name]) => void): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener as Listener]);
    return this;
  }

  write(bytes: Uint8Array): boolean {
    // A copy: most writers overwrite what they have sent, and many views share one buffer.
    if (!this.destroyed) this.#wire.postMessage({ type: 'data', bytes: Uint8Array.from(bytes) });
    return true;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.#wire.postMessage({ type: 'end' });
    this.#close(error);
    return this;
  }

  setTimeout(ms: number, onTimeout?: () => void): this {
    clearTimeout(this.#idle);
    if (ms > 0) this.#idle = setTimeout(() => (onTimeout ?? (() => this.#emit('timeout')))(), ms);
    return this;
  }

  /** Ports have no back pressure to give; frames here are small and few. */
  pause = (): this => this;
  resume = (): this => this;

  #receive(message: { readonly type: string; readonly bytes?: Uint8Array }): void {
    if (this.destroyed) return;
    clearTimeout(this.#idle);
    if (message.type === 'open') this.#emit('connect');
    else if (message.type === 'data' && message.bytes !== undefined) this.#emit('data', message.bytes);
    else if (message.type === 'refused') this.#close(Object.assign(new Error('nobody listens there'), { code: 'ENOENT' }));
    else if (message.type === 'end') this.#close();
  }

  #close(error?: Error): void {
    this.destroyed = true;
    clearTimeout(this.#idle);
    this.#wire.close();
    queueMicrotask(() => {
      if (error !== undefined) this.#emit('error', error);
      this.#emit('close');
    });
  }

  #emit<Name extends keyof Events>(name: Name, ...values: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (...values: Events[Name]) => void)(...values);
  }
}
