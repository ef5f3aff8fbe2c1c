import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AppState } from './state.ts';

/** What a view may do with the store: read and watch. */
export type ReadableStore = { get(): AppState; subscribe(listener: () => void): () => void };

/**
 * Re-renders its host whenever the store changes, while the host is in the document.
 *
 * @example
 * ```ts
 * private readonly state = new StoreController(this, () => this.store);
 * render() { return html`${this.state.value.status.phase}`; }
 * ```
 */
export class StoreController implements ReactiveController {
  private unsubscribe: (() => void) | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly storeOf: () => ReadableStore,
  ) {
    host.addController(this);
  }

  get value(): AppState {
    return this.storeOf().get();
  }

  hostConnected(): void {
    this.unsubscribe = this.storeOf().subscribe(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.unsubscribe?.();
    this.unsubscribe = null;
  }
}
