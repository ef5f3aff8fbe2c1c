/** A listener for one event. */
export type Listener<Value> = (value: Value) => void;

/** A small typed event emitter. A listener that throws is reported and keeps nobody else from hearing. */
export type Emitter<Events> = {
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void;
  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void;
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void;
};

export function createEmitter<Events>(): Emitter<Events> {
  const listeners = new Map<PropertyKey, Set<Listener<never>>>();
  const of = (name: PropertyKey): Set<Listener<never>> => {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known);
    return known;
  };
  return {
    on: (name, listener) => void of(name).add(listener),
    off: (name, listener) => void of(name).delete(listener),
    emit(name, value) {
      for (const listener of [...of(name)]) {
        try {
          listener(value as never);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}
