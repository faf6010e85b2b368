// Who it is: picture, name as the user calls them, the name that they have chosen, username, and a line below.
import type { UserId } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import { useChat } from "../model/chat-context.ts";
import { tameName } from "../../text/tame-name.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Name } from "../ui/name.tsx";
import "./people.css";

interface PersonHeadProps {
  readonly userId: UserId;
  /** What they tell of themselves. */
  readonly note?: ComponentChildren;
}

export function PersonHead({ userId, note }: PersonHeadProps) {
  const { people, friends } = useChat();
  const user = people.get(userId);
  const name = people.nameOf(userId);
  const remark = tameName(friends.of(userId)?.remark ?? "");
  return (
    <div class="person-head">
      <Avatar id={userId} name={remark === "" ? name : remark} size="large" />
      <h3>
        <Name text={remark === "" ? name : remark} />
      </h3>
      <p class="person-note">
        {remark !== "" && (
          <>
            <bdi>{name}</bdi>
            {" · "}
          </>
        )}
        {user !== null && <bdi>@{user.username}</bdi>}
      </p>
      {note !== undefined && <p class="person-note">{note}</p>}
    </div>
  );
}
