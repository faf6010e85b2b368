// How people are, one signal each. Whoever is asked about is watched.
import type { ConnectionStatus, KlatchClient, Presence, UserId } from "@klatch/sdk";
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

export class PresenceModel {
  readonly #client: KlatchClient;
  readonly #connection: ReadonlySignal<ConnectionStatus>;
  readonly #people = new Map<UserId, Signal<Presence | null>>();

  constructor(client: KlatchClient, connection: ReadonlySignal<ConnectionStatus>) {
    this.#client = client;
    this.#connection = connection;
    client.on("presence", ({ people }) => {
      for (const one of people) this.#of(one.userId).value = one;
    });
  }

  /** Null while it is not known: nothing is shown then. */
  of(userId: UserId): Presence | null {
    const isLive = this.#connection.value.state === "live";
    const known = this.#client.presence.get(userId);
    const told = this.#of(userId).value;
    return isLive ? (told ?? known) : null;
  }

  #of(userId: UserId): Signal<Presence | null> {
    const known = this.#people.get(userId);
    if (known !== undefined) return known;
    const made = signal<Presence | null>(null);
    this.#people.set(userId, made);
    return made;
  }
}
