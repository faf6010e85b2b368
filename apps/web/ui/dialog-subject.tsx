// Who or what a dialog is about, at its top: a large picture, the name, and lines below it.
import type { ComponentChildren } from "preact";
import { Avatar } from "./avatar.tsx";
import { Name } from "./name.tsx";
import "./dialog-subject.css";

interface DialogSubjectProps {
  /** Of the person or the group. */
  readonly id: string;
  readonly name: string;
  readonly group?: boolean;
  readonly avatar?: string | undefined;
  /** Below the name. */
  readonly children: ComponentChildren;
}

export function DialogSubject({ id, name, group = false, avatar, children }: DialogSubjectProps) {
  return (
    <div class="dialog-subject">
      <Avatar id={id} name={name} size="large" group={group} avatar={avatar} />
      <h3>
        <Name text={name} />
      </h3>
      {children}
    </div>
  );
}
