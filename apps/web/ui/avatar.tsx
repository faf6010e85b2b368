// A round picture of a person or a group: their emoji, or initials, on the id's colour.
import { colourOf, initialsOf } from "../text/initials.ts";
import { Icon } from "./icon.tsx";
import "./avatar.css";

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: "tiny" | "small" | "medium" | "large";
  readonly group?: boolean;
  /** What a person has chosen for it. A reference is not shown yet. */
  readonly avatar?: string | undefined;
}

/** References are of ASCII, and no emoji is. */
const isEmoji = (avatar: string): boolean => /[^\0-\x7F]/.test(avatar);

/** Hidden from screen readers and from the names of buttons, because the person's name is always beside it. */
export function Avatar({ id, name, size = "medium", group = false, avatar = "" }: AvatarProps) {
  const initials = isEmoji(avatar) ? avatar : initialsOf(name);
  const shape = group ? " avatar-group" : "";
  return (
    <span
      class={`avatar avatar-${size} avatar-colour-${colourOf(id)}${shape}`}
      data-initials={initials}
      aria-hidden="true"
    >
      {initials === "" && <Icon name={group ? "people" : "person"} />}
    </span>
  );
}
