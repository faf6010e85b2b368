// What one has to do with a person, and what can be done about it: ask, answer, note, part, block.
import type { ConversationId, UserId } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { BlockAction } from "../blocks/block-action.tsx";
import { useChat } from "../model/chat-context.ts";
import { ReportRow } from "../report/report-row.tsx";
import { tameText } from "../../text/tame-text.ts";
import { longDate } from "../text/times.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { Switch } from "../ui/switch.tsx";
import { useChoice } from "../ui/use-choice.ts";
import { NotesDialog } from "./notes-dialog.tsx";
import { OpenRequest } from "./open-request.tsx";
import { peopleWords as t } from "./people-words.ts";
import { RequestDialog } from "./request-dialog.tsx";
import "./people.css";

interface PersonRelationProps {
  readonly userId: UserId;
  readonly name: string;
}

interface PersonRelationOptions extends PersonRelationProps {
  /** The conversation with them, which a report is about where it is open. */
  readonly conversationId?: ConversationId;
}

export function PersonRelation({ userId, name, conversationId }: PersonRelationOptions) {
  const { me, friends } = useChat();
  if (userId === me) return null;
  const person = friends.of(userId);
  const isBlocked = friends.isBlocked(userId);
  return (
    <>
      {person?.friendSince !== undefined ? (
        <Friend userId={userId} name={name} />
      ) : person?.request !== undefined ? (
        <Request userId={userId} name={name} />
      ) : (
        !isBlocked && <Stranger userId={userId} name={name} />
      )}
      <BlockAction userId={userId} name={name} isBlocked={isBlocked} />
      <ReportRow
        about={conversationId === undefined ? { kind: "user", userId } : { kind: "conversation", conversationId }}
        userId={userId}
      />
    </>
  );
}

function Stranger({ userId, name }: PersonRelationProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <section>
      <Row icon="add" title={t("add")} onClick={() => setAsking(true)} />
      {isAsking && <RequestDialog userId={userId} name={name} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Request({ userId, name }: PersonRelationProps) {
  const person = useChat().friends.of(userId);
  if (person?.request === undefined) return null;
  const { by, expiresAt } = person.request;
  return (
    <section class="person-request" aria-label={t("requests")}>
      <p>{by === "me" ? t("askedUntil", { date: longDate(expiresAt) }) : t("asks", { name })}</p>
      <OpenRequest person={person} name={name} />
    </section>
  );
}

function Friend({ userId, name }: PersonRelationProps) {
  const chat = useChat();
  const { friends } = chat.client;
  const [open, setOpen] = useState<"notes" | "remove" | null>(null);
  const person = chat.friends.of(userId);
  const favourite = useChoice(person?.favourite === true, (on) => friends.edit(userId, { favourite: on }));
  if (person?.friendSince === undefined) return null;
  const { tags = [] } = person;
  const close = (): void => setOpen(null);
  return (
    <section>
      <Row icon="person" title={longDate(person.friendSince)} note={t("friendSince")} />
      <Switch label={t("favourite")} on={favourite.shown} onChange={favourite.set} />
      <ErrorNotice error={favourite.error} />
      {tags.length > 0 && (
        <ul class="person-tags" aria-label={t("tagsLabel")}>
          {tags.map((tag) => (
            <li key={tag}>
              <bdi>{tameText(tag)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <Row icon="compose" title={t("remark")} onClick={() => setOpen("notes")} />
      <Row icon="close" title={t("removeFriend")} danger onClick={() => setOpen("remove")} />
      {open === "notes" && <NotesDialog person={person} name={name} onClose={close} />}
      {open === "remove" && (
        <ConfirmDialog
          title={t("removeTitle", { name })}
          text={t("removeText", { name })}
          action={t("removeFriend")}
          onConfirm={() => friends.remove(userId)}
          onClose={close}
        />
      )}
    </section>
  );
}
