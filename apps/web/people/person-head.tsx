// Who it is: picture, name as the user calls them, the name that they have chosen, and username.
import type { UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { handleOf } from "../model/people.ts";
import { DialogSubject } from "../ui/dialog-subject.tsx";
import "./people.css";

export function PersonHead({ userId }: { readonly userId: UserId }) {
  const chat = useChat();
  const { people } = chat;
  const handle = handleOf(people.get(userId));
  const name = people.nameOf(userId);
  const shown = chat.shownName(userId);
  return (
    <DialogSubject id={userId} name={shown} avatar={people.get(userId)?.avatar}>
      <p class="person-note">
        {shown !== name && (
          <>
            <bdi>{name}</bdi>
            {" · "}
          </>
        )}
        {handle !== null && <bdi>{handle}</bdi>}
      </p>
    </DialogSubject>
  );
}
