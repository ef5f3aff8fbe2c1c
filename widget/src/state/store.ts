import type { AppState } from './state.ts';

/** An observable value. Listeners run synchronously after each replacement, in the order they came. */
export type Observable<State> = {
  get(): State;
  /** @returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void;
  /** Replaces the named fields. A change to the same values tells nobody. */
  set(change: Partial<State>): void;
};

/** The widget's one store. Only `app-root` reads it among the views; the engine writes it. */
export type Store = Observable<AppState>;

/**
 * @example
 * ```ts
 * const store = createStore(initialState);
 * store.subscribe(() => console.log(store.get().status.phase));
 * store.set({ status: { phase: 'signed-out' } });
 * ```
 */
export function createStore<State extends object>(initial: State): Observable<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    subscribe(listener) {
      const entry = () => listener();
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    set(change) {
      const keys = Object.keys(change) as (keyof State)[];
      if (keys.every((key) => Object.is(state[key], change[key]))) return;
      state = { ...state, ...change };
      for (const listener of [...listeners]) listener();
    },
  };
}

/**
 * Resolves with the first state for which `predicate` holds, now or later.
 *
 * @param signal ends the wait; its reason is what the promise rejects with.
 */
export function waitForState<State>(store: Observable<State>, predicate: (state: State) => boolean, signal: AbortSignal): Promise<State> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      stop();
      reject(signal.reason);
    };
    const check = () => {
      if (!predicate(store.get())) return;
      stop();
      resolve(store.get());
    };
    const unsubscribe = store.subscribe(check);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else check();
  });
}
