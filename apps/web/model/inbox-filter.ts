// The list of conversations through a filter. What was listed stays while one reads it, so that no row goes away under
// the pointer.
import { hasMention, type ConversationId, type ListedConversation } from "@klatch/sdk";
import { computed, signal, type ReadonlySignal } from "@preact/signals";

export const inboxFilters = ["all", "unread", "mentions", "groups"] as const;
export type InboxFilter = (typeof inboxFilters)[number];

type Listed = Pick<ListedConversation, "id" | "kind" | "unread" | "mentions" | "mentionSeqs">;

const fits: Readonly<Record<InboxFilter, (entry: Listed) => boolean>> = {
  all: () => true,
  unread: ({ unread }) => unread > 0,
  mentions: hasMention,
  groups: ({ kind }) => kind === "group",
};

export class FilteredInbox<Entry extends Listed = ListedConversation> {
  readonly #filter = signal<InboxFilter>("all");
  readonly filter: ReadonlySignal<InboxFilter> = this.#filter;
  /** Those that have fitted since the filter was chosen, or another conversation was opened. */
  #kept = new Set<ConversationId>();
  #openId: ConversationId | null = null;
  /** Changes when `#kept` begins anew. */
  readonly #beginnings = signal(0);
  readonly shown: ReadonlySignal<readonly Entry[]>;

  constructor(entries: ReadonlySignal<readonly Entry[]>) {
    this.shown = computed(() => {
      void this.#beginnings.value;
      const fitsNow = fits[this.#filter.value];
      if (this.#filter.value === "all") return entries.value;
      return entries.value.filter((entry) => {
        if (fitsNow(entry)) this.#kept.add(entry.id);
        return this.#kept.has(entry.id);
      });
    });
  }

  /** Also again: then what does not fit any more goes. */
  choose(filter: InboxFilter): void {
    this.#filter.value = filter;
    this.#begin();
  }

  /** A conversation is open; what was read before it goes. */
  opened(id: ConversationId): void {
    if (id === this.#openId) return;
    this.#openId = id;
    this.#begin();
  }

  #begin(): void {
    this.#kept = new Set();
    this.#beginnings.value += 1;
    // Looked at before it is read.
    void this.shown.value;
  }
}
