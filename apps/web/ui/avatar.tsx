// A round picture of a person or a group: initials on the id's colour.
import { colourOf, initialsOf } from "../text/initials.ts";
import { Icon } from "./icon.tsx";
import "./avatar.css";

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: "tiny" | "small" | "medium" | "large";
  readonly group?: boolean;
}

/** Hidden from screen readers and from the names of buttons, because the person's name is always beside it. */
export function Avatar({ id, name, size = "medium", group = false }: AvatarProps) {
  const initials = initialsOf(name);
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
