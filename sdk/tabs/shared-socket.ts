// `@klatch/sdk/tabs`: several tabs of one app over one socket.
/**
 * Several tabs of one app over one socket.
 *
 * @module @klatch/sdk/tabs
 */
import type { TabLocks } from "./membership.ts";
import type { Live } from "../connection/live.ts";
import { SharedLive } from "./shared-live.ts";
import { TabChannel, type ChannelLike } from "./tab-channel.ts";
import { channelVersion } from "./tab-messages.ts";
import type { SessionNews, SharedParts, Tabs } from "./tabs.ts";

export type { ChannelLike, TabLocks, Tabs };

/** Which tabs share, and by what. */
export interface SharedSocketOptions {
  /** Tabs of one origin with the same name and the same store share; `klatch` unless given. */
  readonly name?: string;
  /** Replaces `navigator.locks`, in tests; null: there is none, and each tab has its own socket. */
  readonly locks?: TabLocks | null;
  /** Replaces `BroadcastChannel`, in tests. */
  readonly openChannel?: (name: string) => ChannelLike;
}

/**
 * One of the tabs holds the socket (a Web Lock says which), the others hear of everything from it; when it goes, the next
 * one takes over at once. Needs a store that the tabs share, such as `indexedDbStore()`; without one, and where the
 * platform has no locks, each tab has its own socket.
 *
 * @example
 * const client = new KlatchClient({ url, store: indexedDbStore(), tabs: sharedSocket() });
 */
export function sharedSocket(options: SharedSocketOptions = {}): Tabs {
  return new SharedTabs(options);
}

class SharedTabs implements Tabs {
  /** Of one version: tabs of a page from before or after an update share among themselves. */
  readonly #name: string;
  readonly #locks: TabLocks | null;
  readonly #openChannel: (name: string) => ChannelLike;
  #sessions: TabChannel<SessionNews> | null = null;

  constructor({ name = "klatch", locks, openChannel = openPlatformChannel }: SharedSocketOptions) {
    const platform = globalThis as { readonly navigator?: { readonly locks?: TabLocks } };
    this.#name = `${name}:v${channelVersion}`;
    this.#locks = locks === undefined ? (platform.navigator?.locks ?? null) : locks;
    this.#openChannel = openChannel;
  }

  onSession(listener: (news: SessionNews) => void): () => void {
    const channel = this.#openSessions(listener);
    this.#sessions = channel;
    return () => {
      channel.close();
      this.#sessions = null;
    };
  }

  tellSession(news: SessionNews): void {
    if (this.#sessions !== null) return this.#sessions.post(news);
    // The client was closed while it signed in or out: the others are told all the same.
    const channel = this.#openSessions(() => {});
    channel.post(news);
    channel.close();
  }

  share(parts: SharedParts): Live | null {
    if (this.#locks === null || !parts.isDurable) return null;
    const name = `${this.#name}:${parts.session.user.id}`;
    return new SharedLive(parts, { name, locks: this.#locks, openChannel: this.#openChannel });
  }

  #openSessions(listener: (news: SessionNews) => void): TabChannel<SessionNews> {
    return new TabChannel(this.#openChannel(`${this.#name}:session`), listener);
  }
}

function openPlatformChannel(name: string): ChannelLike {
  const channel = new BroadcastChannel(name) as ChannelLike & { unref?(): void };
  // In Node it would keep the process alive.
  channel.unref?.();
  return channel;
}
