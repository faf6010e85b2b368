// A person in one line of a list: picture, name and @username.
import { Avatar } from "../ui/avatar.tsx";
import { Name } from "../ui/name.tsx";
import "./person-line.css";

interface PersonLineProps {
  /** Of the person, or of a group. */
  readonly id: string;
  /** Null: not known yet. */
  readonly name: string | null;
  /** Undefined: it has none, or it is not known yet. */
  readonly username?: string | undefined;
  readonly group?: boolean;
  readonly avatar?: string | undefined;
}

export function PersonLine({ id, name, username, avatar, group = false }: PersonLineProps) {
  return (
    <>
      <Avatar id={id} name={name ?? ""} size="small" group={group} avatar={avatar} />
      <Name text={name} isLine class="person-line-name" />
      {username !== undefined && <bdi class="person-line-username">@{username}</bdi>}
    </>
  );
}
