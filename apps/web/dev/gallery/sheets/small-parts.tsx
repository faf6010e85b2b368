// Badges, chips and cards.
import { useState } from "preact/hooks";
import { Avatar } from "../../../ui/avatar.tsx";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Chip, Chips, ChosenChip } from "../../../ui/chip.tsx";
import { Name } from "../../../ui/name.tsx";
import { names } from "../made-up/people.ts";
import { Sample } from "../sample.tsx";

const filters = ["All", "Unread", "Mentions", "Groups"];

export function SmallParts() {
  const [filter, setFilter] = useState("All");
  const chips = filters.map((name) => (
    <Chip key={name} selected={name === filter} onClick={() => setFilter(name)} count={name === "Unread" ? 12 : 0}>
      {name}
    </Chip>
  ));
  return (
    <>
      <Sample of="badges">
        {[1, 12, 999, 1_000].map((count) => (
          <Badge key={count} count={count} label={`${count} unread`} />
        ))}
        <Badge kind="mention" label="mentions you" />
        <Badge kind="dot" label="new" />
      </Sample>
      <Sample of="badges, muted">
        {[1, 12, 1_000].map((count) => (
          <Badge key={count} count={count} muted label={`${count} unread`} />
        ))}
        <Badge kind="mention" muted label="mentions you" />
        <Badge kind="dot" muted label="new" />
      </Sample>
      <Sample of="chips that filter">
        <Chips label="Filter">{chips}</Chips>
      </Sample>
      <Sample of="in one line" narrow>
        <Chips label="Filter, in one line" oneLine>
          {chips}
        </Chips>
      </Sample>
      <Sample of="chosen">
        <Chips label="Chosen people">
          {names.map(([what, user]) => (
            <ChosenChip
              key={what}
              picture={<Avatar id={user.id} name={user.displayName} size="tiny" />}
              removeLabel={`Remove ${user.displayName}`}
              onRemove={() => {}}
            >
              <Name text={user.displayName} />
            </ChosenChip>
          ))}
        </Chips>
      </Sample>
      <Sample of="card">
        <Card
          icon="megaphone"
          title="Turn on notifications"
          actions={
            <>
              <Button kind="primary">Turn on</Button>
              <Button>Not now</Button>
            </>
          }
          onDismiss={() => {}}
        >
          Klatch tells you about new messages while it is closed.
        </Card>
      </Sample>
      <Sample of="card, narrow" narrow>
        <Card
          picture={<Avatar id="group_x" name="设计评审" size="small" group />}
          title={<Name text="设计评审与发布计划讨论组（每周三下午三点，欢迎旁听和提问）" />}
          actions={
            <>
              <Button kind="primary">Join the group now</Button>
              <Button>Decline</Button>
            </>
          }
          onDismiss={() => {}}
        >
          Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenha invites you.
        </Card>
      </Sample>
      <Sample of="card, a title only">
        <Card title="You joined today" />
      </Sample>
    </>
  );
}
