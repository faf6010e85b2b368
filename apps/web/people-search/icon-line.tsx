// A line among people that is none of them: an icon in place of the picture, and what it does.
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";
import "./person-line.css";

export function IconLine({ icon, text }: { readonly icon: IconName; readonly text: string }) {
  return (
    <>
      <span class="person-line-icon">
        <Icon name={icon} size={18} />
      </span>
      <span class="person-line-name">{text}</span>
    </>
  );
}
