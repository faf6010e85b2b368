// `@klatch/sdk/tabs`: several tabs of one app share one socket.
/**
 * Several tabs of one app share one socket.
 *
 * @module @klatch/sdk/tabs
 */
import type { TabLocks } from "./membership.ts";
import type { Live } from "../connection/live.ts";
import { SharedLive } from "./shared-live.ts";
import { TabChannel, type ChannelLike } from "./tab-channel.ts";
import { channelVersion } from "./tab-messages.ts";
import type { SessionNews, SharedParts, Tabs, TabSharing } from "./tabs.ts";

export type { ChannelLike, TabLocks, Tabs };

/** Which tabs share a socket, and by which means. */
export interface SharedSocketOptions {
  /** Tabs of one origin with the same name and the same store share a socket. `klatch` by default. */
  readonly name?: string;
  /** Replaces `navigator.locks` in tests; null: there are no locks, and each tab has its own socket. */
  readonly locks?: TabLocks | null;
  /** Replaces `BroadcastChannel` in tests. */
  readonly openChannel?: (name: string) => ChannelLike;
}

/**
 * Makes the tabs of an app share one socket. The tab with a Web Lock holds it and passes everything on to the others.
 * When it closes, the next tab takes over at once. The tabs need a common store, such as `indexedDbStore()`. Without one, or
 * without locks or channels on the platform, each tab has its own socket.
 *
 * @example
 * const client = new KlatchClient({ url, store: indexedDbStore(), tabs: sharedSocket() });
 */
export function sharedSocket(options: SharedSocketOptions = {}): Tabs {
  return new SharedTabs(options);
}

class SharedTabs implements TabSharing {
  readonly name: string;
  /** Contains the version, so that only tabs with the same version of the page share. */
  readonly #channelName: string;
  readonly #locks: TabLocks | null;
  readonly #openChannel: (name: string) => ChannelLike;
  #sessions: TabChannel<SessionNews> | null = null;
  /** The platform has no channel, or refuses it. */
  #isAlone = false;

  constructor({ name = "klatch", locks, openChannel = openPlatformChannel }: SharedSocketOptions) {
    const platform = globalThis as { readonly navigator?: { readonly locks?: TabLocks } };
    this.name = name;
    this.#channelName = `${name}:v${channelVersion}`;
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
    // The client was closed while it signed in or out. The other tabs are told nevertheless.
    const channel = this.#openSessions(() => {});
    channel.post(news);
    channel.close();
  }

  share(parts: SharedParts): Live | null {
    if (this.#locks === null || this.#isAlone || !parts.isDurable) return null;
    const name = `${this.#channelName}:${parts.session.user.id}`;
    return new SharedLive(parts, { name, locks: this.#locks, openChannel: this.#openChannel });
  }

  #openSessions(listener: (news: SessionNews) => void): TabChannel<SessionNews> {
    return new TabChannel(this.#openOrNone(`${this.#channelName}:session`), listener);
  }

  #openOrNone(name: string): ChannelLike {
    try {
      return this.#openChannel(name);
    } catch {
      this.#isAlone = true;
      return { postMessage: () => {}, addEventListener: () => {}, close: () => {} };
    }
  }
}

function openPlatformChannel(name: string): ChannelLike {
  const channel = new BroadcastChannel(name) as ChannelLike & { unref?(): void };
  // In Node an open channel would keep the process alive.
  channel.unref?.();
  return channel;
}
