// What an app may set, and what its calls take.
import type { DeviceLogin } from "../../schema/protocol/http-auth.ts";
import type { Runtime } from "./runtime.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Snapshot } from "./snapshot.ts";
import type { KlatchStore } from "../store/klatch-store.ts";
import type { Tabs } from "../tabs/tabs.ts";

/** What a new client needs to know: `url`, and what differs from the defaults. */
export interface KlatchClientOptions {
  /** Where the server is, e.g. `https://chat.example.com`. */
  readonly url: string;
  /**
   * Where everything is kept between runs; by default nowhere. A `SessionStore` keeps who is signed in, a `KlatchStore`
   * also the inbox, messages received and messages not yet sent.
   */
  readonly store?: SessionStore | KlatchStore;
  /** What `snapshot()` gave in an earlier run, for apps without a `KlatchStore`; of another user, it is not used. */
  readonly snapshot?: Snapshot | null;
  /** `sharedSocket()` of `@klatch/sdk/tabs`: the tabs of an app that share a `KlatchStore` share one socket too. */
  readonly tabs?: Tabs;
  /** Replaces what the platform offers: `fetch`, `WebSocket`, clock, timers, random numbers. */
  readonly runtime?: Partial<Runtime>;
  /** Messages on the wire and not acked, all conversations together: 64. */
  readonly maxInFlight?: number;
  /**
   * The same within one conversation: 1 by default, and then messages keep their order whatever is refused. More is
   * faster for one that sends in bulk, but a message refused for now can be overtaken by those already on the wire.
   */
  readonly maxInFlightPerConversation?: number;
  /** Messages written and not acked, all conversations together: 10,000. With so many, `send` fails with `TOO_MANY`. */
  readonly maxWaiting?: number;
}

/** Who signs in, and on which device. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Its `platform` and `name`, as the user's list of devices shows it; `id`: an earlier device of this user signs in again, instead of a new one. */
  readonly device?: Partial<DeviceLogin>;
}

/** What every call over HTTP takes. */
export interface CallOptions {
  /** Aborted, it ends the call, which rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Which page of a log. */
export interface HistoryOptions extends CallOptions {
  /** Events before this seq. Without it and `after`: the newest. */
  readonly before?: number | undefined;
  /** Events after this seq, 0 for those from the beginning; not together with `before`. */
  readonly after?: number | undefined;
  /** 50 unless given, 200 at most. */
  readonly limit?: number | undefined;
}

/** Which page of the inbox. */
export interface InboxOptions extends CallOptions {
  /** Only what changed after this inbox version. */
  readonly since?: number | undefined;
  /** From the page before. */
  readonly cursor?: string | undefined;
  /** 50 unless given, 200 at most. */
  readonly limit?: number | undefined;
}
