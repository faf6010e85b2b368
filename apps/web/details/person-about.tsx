// All that is shown of a person: picture, name, username, and since when they are here. In the settings of oneself.
import type { User } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import { longDate } from "../text/times.ts";
import { commonWords } from "../ui/common-words.ts";
import { copy } from "../ui/copy.ts";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { ProfileHead } from "./profile-head.tsx";

interface PersonAboutProps {
  /** Of the person, or of the conversation with them. */
  readonly id: string;
  readonly name: string;
  /** Null: not known yet. */
  readonly user: User | null;
  /** Below the name. */
  readonly children?: ComponentChildren;
}

export function PersonAbout({ id, name, user, children }: PersonAboutProps) {
  return (
    <>
      <ProfileHead id={id} name={name} avatar={user?.avatar} />
      {user?.deleted !== true && children}
      {user !== null && user.deleted !== true && (
        <section>
          <Row
            icon="at"
            title={`@${user.username}`}
            note={commonWords("copyUsername")}
            onClick={() => void copy(user.username, "username")}
          />
          <Row icon="person" title={longDate(user.createdAt)} note={t("memberSince")} />
        </section>
      )}
    </>
  );
}
