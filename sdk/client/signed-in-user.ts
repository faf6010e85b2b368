// Everything that is of one signed-in user. It is made when they sign in, and ends as a whole when they are out: what comes
// late for it reaches neither the app, nor the store, nor the server.
import type { User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { Live } from "../connection/live.ts";
import { AuthorizedHttp } from "../http/authorized-http.ts";
import type { HttpClient } from "../http/http-client.ts";
import { ServerCalls } from "../http/server-calls.ts";
import { listed, type ListedConversation } from "../inbox/listed-conversation.ts";
import { UserFiles } from "../files/user-files.ts";
import { FriendBook } from "../friends/friend-book.ts";
import type { SettingsBook } from "../inbox/settings-book.ts";
import { StarBook } from "../inbox/starred.ts";
import type { DraftSync } from "../outbox/draft-sync.ts";
import { DraftBook } from "../outbox/drafts.ts";
import { BurnClocks } from "../states/burn-clocks.ts";
import { Forgotten } from "../states/forgotten.ts";
import type { StoredState } from "../store/klatch-store.ts";
import type { Session } from "../store/session-store.ts";
import { StoreKeeper } from "../store/store-keeper.ts";
import { PresenceBook } from "../presence/presence-book.ts";
import { Emitter } from "./emitter.ts";
import type { KlatchEvents } from "./events.ts";
import type { KlatchError } from "./klatch-error.ts";
import { makeLive, type LiveParts } from "./make-live.ts";
import { makeOwnSettings } from "./make-own-settings.ts";
import { PeopleBook } from "./people.ts";

/** What a device gives to each user who signs in. */
export interface UserParts extends LiveParts {
  readonly http: HttpClient;
  /** The app's. */
  readonly emitter: Emitter<KlatchEvents>;
  readonly onStoreFailed: (cause: unknown) => void;
}

/** What begins anew when the same user is restored or signs in once more. */
interface Run {
  readonly session: Session;
  readonly keeper: StoreKeeper;
  readonly live: Live;
}

export class SignedInUser {
  readonly id: UserId;
  /** What is emitted reaches those who listen here first, then the app. */
  readonly emitter: Emitter<KlatchEvents>;
  /** Calls of this user: they fail when another one has signed in. */
  readonly api: AuthorizedHttp;
  readonly calls: ServerCalls;
  readonly people: PeopleBook;
  readonly drafts: DraftBook;
  readonly forgotten: Forgotten;
  /** Of messages that burn. */
  readonly burns: BurnClocks;
  /** What the user sets for conversations. */
  readonly settings: SettingsBook;
  readonly starred: StarBook;
  readonly presence: PresenceBook;
  readonly friends: FriendBook;
  readonly files: UserFiles;
  readonly #draftSync: DraftSync;
  readonly #parts: UserParts;
  #run: Run;
  #isOver = false;

  constructor(parts: UserParts, session: Session, state: StoredState | null) {
    this.#parts = parts;
    const { clock, runtime, tokens } = parts;
    this.id = session.user.id;
    this.emitter = new Emitter((name, event) => parts.emitter.emit(name, event));
    this.api = new AuthorizedHttp(parts.http, tokens, () => !this.#isOver && tokens.session?.user.id === this.id);
    this.people = new PeopleBook({
      now: runtime.now,
      setTimer: runtime.setTimer,
      ask: (userIds) => this.calls.usersById(userIds, {}),
      onPerson: (user) => {
        this.emitter.emit("person", user);
        if (user.id === this.id) void this.#keepNames(user);
      },
    });
    this.calls = new ServerCalls(this.api, (users) => this.people.learn(users));
    // Their name is one that nobody keeps any more.
    this.emitter.on("conversation", ({ peerId, peerDeleted }) => {
      if (peerDeleted === true && peerId !== undefined && this.people.known(peerId)?.deleted !== true)
        this.calls.userById(peerId, {}).catch(() => {});
    });
    this.drafts = new DraftBook(this.emitter, (id) => this.#draftSync.changed(id));
    this.forgotten = new Forgotten(this);
    const now = (): number => clock.now();
    this.burns = new BurnClocks({ emitter: this.emitter, setTimer: runtime.setTimer, now, me: this.id });
    this.emitter.on("expired", ({ conversationId, seqs }) => {
      const entry = this.live.expired(conversationId, seqs);
      if (entry !== null) this.emitter.emit("conversation", entry);
    });
    this.presence = new PresenceBook({
      emitter: this.emitter,
      setTimer: runtime.setTimer,
      live: () => this.live,
    });
    this.starred = new StarBook(this.calls, this.emitter, now);
    this.friends = new FriendBook({ api: this.api, emitter: this.emitter, list: () => this.live.people, now });
    ({ settings: this.settings, draftSync: this.#draftSync } = makeOwnSettings(this, runtime, now));
    this.files = new UserFiles({
      userId: this.id,
      api: this.api,
      runtime,
      now,
      onOnline: (listener) => this.emitter.on("connection", (status) => status.state === "live" && listener()),
      features: () => this.live.features,
      kept: parts.store.files,
    });
    this.#run = this.#runOf(session, state);
    this.#takeStored(state);
  }

  get session(): Session {
    return this.#run.session;
  }

  get live(): Live {
    return this.#run.live;
  }

  /** Writes to the store for this user. */
  get keeper(): StoreKeeper {
    return this.#run.keeper;
  }

  /** The same user again, maybe as another device, with what the store has. */
  begin(session: Session, state: StoredState | null): void {
    this.#run = this.#runOf(session, state);
    this.#takeStored(state);
  }

  /** Puts the entry of an HTTP answer into the inbox. */
  learn(conversation: ConversationEntry): ConversationEntry {
    const entry = this.live.learn(conversation);
    this.emitter.emit("conversation", entry);
    return entry;
  }

  /** The inbox as the app shows it. @param hidden with those that the user has hidden */
  conversations(hidden: boolean): ListedConversation[] {
    const entries = this.live.conversations().map((entry) => this.settings.shown(entry));
    return listed(hidden ? entries : entries.filter((entry) => entry.hidden !== true), this.live.outgoing(undefined));
  }

  /** The user has read everything up to `seq` here: what is marked as unread is so no more, and what burns begins to. */
  markRead(conversationId: ConversationId, seq: number): Promise<void> {
    const { live, settings } = this;
    const entry = live.conversations().find(({ id }) => id === conversationId);
    if (entry !== undefined && settings.shown(entry).markedUnread === true)
      void settings.change(conversationId, { markedUnread: false });
    this.burns.read(conversationId, seq);
    return live.markRead(conversationId, seq);
  }

  /** Takes the user's own names from an answer of the server. */
  async renamed(user: User): Promise<void> {
    this.people.learn([user]);
    await this.#keepNames(user);
  }

  /** The session has them too. */
  async #keepNames(user: User): Promise<void> {
    try {
      await this.#parts.tokens.rename(user);
    } catch (error) {
      this.#parts.onStoreFailed(error);
    }
  }

  /** Ends the connection and all timers. What is not sent stays for the next run, or is lost with the session. */
  close(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.people.close();
    this.presence.close();
    this.files.close(error);
    this.burns.pause();
    this.live.close(status, error, messages);
    this.settings.close(error);
  }

  /** The user is out. */
  end(status: ConnectionStatus, error: KlatchError): void {
    this.close(status, error, "lost");
    this.burns.end();
    this.#isOver = true;
    this.emitter.end();
    this.keeper.end();
  }

  #runOf(session: Session, state: StoredState | null): Run {
    const keeper = new StoreKeeper(this.#parts.store, this.id, this.#parts.onStoreFailed);
    const live = makeLive(this.#parts, {
      session,
      keeper,
      state,
      emitter: this.emitter,
      files: this.files,
      fetchHidden: (id, after) => this.calls.hidden(id, after, {}),
      fetchPeople: (since, cursor) => this.api.call("GET /api/people", { query: { since, cursor, limit: 200 } }),
      onDraft: (id, text, parts) => this.drafts.apply(id, text, parts),
      onPerson: (user) => this.people.learn([user]),
    });
    return { session, keeper, live };
  }

  #takeStored(state: StoredState | null): void {
    const { session, keeper } = this.#run;
    const drafts = state?.drafts ?? new Map<string, string>();
    this.drafts.begin(keeper, drafts);
    this.burns.begin(keeper, drafts);
    this.#draftSync.begin(keeper, drafts);
    this.people.begin(keeper, state?.people ?? new Map());
    // The store may know a newer name.
    if (this.people.known(this.id) === null) this.people.learn([session.user]);
    this.settings.begin(keeper, drafts);
  }
}
