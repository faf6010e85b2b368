// Who or what a page is about, at its top: a large picture, the name, and lines below it.
import type { ComponentChildren } from "preact";
import { Avatar } from "../ui/avatar.tsx";
import { Heading } from "../ui/heading.tsx";
import { Name } from "../ui/name.tsx";
import "./profile-head.css";

interface ProfileHeadProps {
  /** Of the person or the group. */
  readonly id: string;
  readonly name: string;
  readonly group?: boolean;
  readonly avatar?: string | undefined;
  readonly children?: ComponentChildren;
}

export function ProfileHead({ id, name, group = false, avatar, children }: ProfileHeadProps) {
  return (
    <div class="profile-head">
      <Avatar id={id} name={name} size="large" group={group} avatar={avatar} />
      <Heading>
        <Name text={name} />
      </Heading>
      {children}
    </div>
  );
}
