// Passes the client's events to the app's listeners.

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();
  #onEach: <Name extends keyof Events>(name: Name, event: Events[Name]) => void;

  /** @param onEach called with every event, after the listeners */
  constructor(onEach: <Name extends keyof Events>(name: Name, event: Events[Name]) => void = () => {}) {
    this.#onEach = onEach;
  }

  /** Calls `listener` with every event `name` from now on. @returns a function that stops this */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: Events[Name]) => void)(event);
      } catch (error) {
        // An error of a listener must not stop the SDK half-way through a frame, but must be reported.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#onEach(name, event);
  }

  /** Nobody hears anything from it any more. */
  end(): void {
    this.#listeners.clear();
    this.#onEach = () => {};
  }
}
