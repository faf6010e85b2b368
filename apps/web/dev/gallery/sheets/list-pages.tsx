// The list column and what stands in it.
import { InboxPane } from "../../../inbox/inbox-pane.tsx";
import { IconButton } from "../../../ui/button.tsx";
import { Chip, Chips } from "../../../ui/chip.tsx";
import { ListColumn } from "../../../ui/list-column.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { InChat } from "./pages.tsx";

const chips = ["All", "Unread", "Mentions", "Groups"];

function ColumnIn({ state }: { readonly state: string | null }) {
  return (
    <ListColumn
      label="Conversations"
      title="Klatch"
      state={state}
      start={<IconButton icon="list" label="Menu" />}
      actions={<IconButton icon="compose" label="New conversation" />}
      search={<SearchField label="Search" value="" onInput={() => {}} />}
      filters={
        <Chips label="Filter" oneLine>
          {chips.map((name) => (
            <Chip key={name} selected={name === "All"} onClick={() => {}}>
              {name}
            </Chip>
          ))}
        </Chips>
      }
    >
      <Skeleton rows={5} />
    </ListColumn>
  );
}

export const Column = () => <ColumnIn state={null} />;

export const ColumnOffline = () => <ColumnIn state="Waiting for the network" />;

export const Inbox = () => (
  <InChat>
    <InboxPane cameFrom={null} />
  </InChat>
);

export const InboxOffline = () => (
  <InChat state="offline">
    <InboxPane cameFrom={null} />
  </InChat>
);

export const InboxEmpty = () => (
  <InChat state="empty">
    <InboxPane cameFrom={null} />
  </InChat>
);
