// A round picture of a person or a group: what they have chosen, a picture or an emoji, or their initials on the id's colour.
import { useState } from "preact/hooks";
import { isOneEmoji } from "../../text/one-emoji.ts";
import { colourOf, initialsOf } from "../text/initials.ts";
import { Icon } from "./icon.tsx";
import "./avatar.css";

export type AvatarSize = "tiny" | "small" | "medium" | "large";

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: AvatarSize;
  readonly group?: boolean;
  /** What was chosen for it. A reference of another app's own is not shown. */
  readonly avatar?: string | undefined;
}

/** The path of a picture on the page's own server, and nothing else: anybody may write something there. */
export const isPicture = (avatar: string): boolean => /^\/avatars\/(user|group)_\w{26}\/\w{26}$/.test(avatar);

/** Hidden from screen readers and from the names of buttons, because the person's name is always beside it. */
export function Avatar({ id, name, size = "medium", group = false, avatar = "" }: AvatarProps) {
  const initials = isOneEmoji(avatar) ? avatar : initialsOf(name);
  const shape = group ? " avatar-group" : "";
  return (
    <span
      class={`avatar avatar-${size} avatar-colour-${colourOf(id)}${shape}`}
      data-initials={initials}
      aria-hidden="true"
    >
      {initials === "" && <Icon name={group ? "people" : "person"} />}
      {isPicture(avatar) && <Picture key={avatar} src={avatar} />}
    </span>
  );
}

/** Those that were shown before come without their initials first. */
const shownBefore = new Set<string>();

/** Above the initials, which are seen until it is there, and where it cannot be loaded. */
function Picture({ src }: { readonly src: string }) {
  const [state, setState] = useState<"loading" | "shown" | "failed">(shownBefore.has(src) ? "shown" : "loading");
  if (state === "failed") return null;
  return (
    <img
      class={`avatar-picture avatar-picture-${state}`}
      src={src}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onLoad={() => {
        shownBefore.add(src);
        setState("shown");
      }}
      onError={() => {
        shownBefore.delete(src);
        setState("failed");
      }}
    />
  );
}
