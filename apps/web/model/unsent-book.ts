// What was written and nobody has got when a session ended: kept by this tab until its writer signs in here again, or
// somebody discards it.
import type { UnsentMessage, UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";
import type { BrowserStorage } from "../platform/storage.ts";

export interface Unsent {
  readonly userId: UserId;
  /** Null: not known. */
  readonly username: string | null;
  readonly messages: readonly UnsentMessage[];
}

/** Survives a reload and ends with the tab: after a sign-out nothing stays on the device for good. */
type TabStorage = Pick<BrowserStorage, "getItem" | "setItem">;
/** To the other tabs, which have been given back the same. */
interface Channel {
  readonly postMessage: (message: string) => void;
  readonly addEventListener: (type: "message", listener: (event: { readonly data: unknown }) => void) => void;
}

const key = "klatch-unsent";
const discarded = "discarded";

export class UnsentBook {
  readonly #storage: TabStorage | null;
  readonly #channel: Channel | null;
  /** One for each user, the one who left last at the end. */
  readonly all = signal<readonly Unsent[]>([]);

  constructor(storage: TabStorage | null, channel: Channel | null) {
    this.#storage = storage;
    this.#channel = channel;
    this.all.value = read(storage);
    channel?.addEventListener("message", ({ data }) => {
      if (data === discarded) this.#set([]);
    });
  }

  keep({ userId, username, messages }: Unsent): void {
    const before = this.#of(userId)?.messages ?? [];
    const ids = new Set(messages.map(({ clientMsgId }) => clientMsgId));
    const both = [...before.filter(({ clientMsgId }) => !ids.has(clientMsgId)), ...messages];
    this.#set([...this.#without(userId), { userId, username, messages: both }]);
  }

  /** In place of all that was kept of this user. */
  hold(unsent: Unsent): void {
    const others = this.#without(unsent.userId);
    if (unsent.messages.length > 0) this.#set([...others, unsent]);
    else if (others.length < this.all.value.length) this.#set(others);
  }

  /** Hands over what this user has written. It is no longer kept. */
  take(userId: UserId): readonly UnsentMessage[] {
    const messages = this.#of(userId)?.messages ?? [];
    if (messages.length > 0) this.#set(this.#without(userId));
    return messages;
  }

  /** Of all users, in all tabs. */
  discard(): void {
    this.#set([]);
    this.#channel?.postMessage(discarded);
  }

  #of(userId: UserId): Unsent | undefined {
    return this.all.value.find((one) => one.userId === userId);
  }

  #without(userId: UserId): readonly Unsent[] {
    return this.all.value.filter((one) => one.userId !== userId);
  }

  #set(all: readonly Unsent[]): void {
    this.all.value = all;
    this.#storage?.setItem(key, JSON.stringify(all));
  }
}

function read(storage: TabStorage | null): readonly Unsent[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(key) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isUnsent) : [];
  } catch {
    return []; // no JSON: somebody else wrote it
  }
}

const isUnsent = (value: unknown): value is Unsent =>
  typeof value === "object" &&
  value !== null &&
  "userId" in value &&
  "messages" in value &&
  Array.isArray(value.messages) &&
  value.messages.every(
    (message: unknown) =>
      typeof message === "object" && message !== null && "clientMsgId" in message && "content" in message,
  );
