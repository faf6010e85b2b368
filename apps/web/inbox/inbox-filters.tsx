// The chips above the conversations: which of them are listed.
import { inboxFilters, type FilteredInbox } from "../model/inbox-filter.ts";
import { Chip, Chips } from "../ui/chip.tsx";
import { inboxWords as t } from "./inbox-words.ts";

const words = { all: "all", unread: "unreadOnly", mentions: "mentions", groups: "groups" } as const satisfies Record<
  (typeof inboxFilters)[number],
  string
>;

export function InboxFilters({ inbox }: { readonly inbox: FilteredInbox }) {
  return (
    <div class="inbox-filters">
      <Chips label={t("filters")} oneLine>
        {inboxFilters.map((filter) => (
          <Chip key={filter} selected={inbox.filter.value === filter} onClick={() => inbox.choose(filter)}>
            {t(words[filter])}
          </Chip>
        ))}
      </Chips>
    </div>
  );
}
