// The avatar of a person whom the page knows by id: the picture that they have chosen, as far as it is known.
import type { UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { Avatar, type AvatarSize } from "../ui/avatar.tsx";

interface PersonAvatarProps {
  readonly id: UserId;
  /** As they are called here. */
  readonly name: string;
  readonly size?: AvatarSize;
}

export function PersonAvatar({ id, name, size = "medium" }: PersonAvatarProps) {
  return <Avatar id={id} name={name} size={size} avatar={useChat().people.get(id)?.avatar} />;
}
