// Hands what happened to the app's listeners.

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();
  readonly #onEach: <Name extends keyof Events>(name: Name, event: Events[Name]) => void;

  /** @param onEach is told of everything, before the listeners */
  constructor(onEach: <Name extends keyof Events>(name: Name, event: Events[Name]) => void = () => {}) {
    this.#onEach = onEach;
  }

  /** Calls `listener` at every `name` from now on; the result ends that. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    this.#onEach(name, event);
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: Events[Name]) => void)(event);
      } catch (error) {
        // The app's fault must not stop the SDK half-way through a frame, nor pass unseen.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
