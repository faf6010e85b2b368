// The list column: its head, search, filters and content.
import { IconButton } from "../../../ui/button.tsx";
import { Chip, Chips } from "../../../ui/chip.tsx";
import { ListColumn } from "../../../ui/list-column.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Sample } from "../sample.tsx";

const chips = ["All", "Unread", "Mentions", "Groups"];

function Column({ label, state = null }: { readonly label: string; readonly state?: string | null }) {
  return (
    <ListColumn
      label={label}
      title="Klatch"
      state={state}
      start={<IconButton icon="list" label="Menu" />}
      actions={<IconButton icon="compose" label="New conversation" />}
      search={<SearchField label="Search" value="" onInput={() => {}} />}
      filters={
        <Chips label={`${label}: filter`} oneLine>
          {chips.map((name) => (
            <Chip key={name} selected={name === "All"} onClick={() => {}}>
              {name}
            </Chip>
          ))}
        </Chips>
      }
    >
      <Skeleton rows={4} />
    </ListColumn>
  );
}

export function ListColumns() {
  return (
    <>
      <Sample of="connected">
        <Column label="Conversations" />
      </Sample>
      <Sample of="not connected">
        <Column label="Conversations, not connected" state="Waiting for the network" />
      </Sample>
      <Sample of="narrow" narrow>
        <Column label="Conversations, narrow" state="Waiting for the network" />
      </Sample>
    </>
  );
}
