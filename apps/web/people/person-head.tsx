// Who it is: picture, name as the user calls them, the name that they have chosen, username, and a line below.
import type { UserId } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Name } from "../ui/name.tsx";
import "./people.css";

interface PersonHeadProps {
  readonly userId: UserId;
  /** What they tell of themselves. */
  readonly note?: ComponentChildren;
}

export function PersonHead({ userId, note }: PersonHeadProps) {
  const chat = useChat();
  const { people } = chat;
  const handle = handleOf(people.get(userId));
  const name = people.nameOf(userId);
  const shown = chat.shownName(userId);
  return (
    <div class="person-head">
      <Avatar id={userId} name={shown} size="large" avatar={people.get(userId)?.avatar} />
      <h3>
        <Name text={shown} />
      </h3>
      <p class="person-note">
        {shown !== name && (
          <>
            <bdi>{name}</bdi>
            {" · "}
          </>
        )}
        {handle !== null && <bdi>{handle}</bdi>}
      </p>
      {note !== undefined && <p class="person-note">{note}</p>}
    </div>
  );
}
