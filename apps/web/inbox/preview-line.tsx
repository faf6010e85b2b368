// The line below the name: who is typing, or else the draft, or else the newest of the conversation.
import type { Joined, ListedConversation, UserId } from "@klatch/sdk";
import { kindOf, listedLine } from "../kinds/kinds.ts";
import type { Chat } from "../model/chat.ts";
import { seenLine } from "../markdown/seen-line.ts";
import { unknownName } from "../text/unknown-name.ts";
import { Name } from "../ui/name.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import { lastShown } from "./last-shown.ts";

interface PreviewLineProps {
  readonly chat: Chat;
  readonly entry: ListedConversation;
  /** Its draft is in front of the person. */
  readonly open: boolean;
}

export function PreviewLine({ chat, entry, open }: PreviewLineProps) {
  const [typing] = chat.typing.in(entry.id);
  if (typing !== undefined) return <Typing chat={chat} entry={entry} userId={typing} />;
  const draft = open ? "" : chat.drafts.in(entry.id);
  if (draft !== "")
    return (
      <>
        <span class="inbox-row-draft">{t("draft")}</span> <bdi>{seenLine(draft)}</bdi>
      </>
    );
  const last = lastShown(entry);
  switch (last.kind) {
    case "outgoing":
      return <Said author={t("you")} text={kindOf(last.message.content).preview(last.message.content)} />;
    case "joined":
      return <JoinedLine chat={chat} entry={entry} joined={last.joined} />;
    case "message": {
      const text = listedLine(last.preview);
      const { senderId } = last.preview;
      if (senderId === chat.me) return <Said author={t("you")} text={text} />;
      return entry.kind === "group" ? <Said author={chat.nameIn(entry, senderId)} text={text} /> : <bdi>{text}</bdi>;
    }
    case "left":
      return <>{t("left")}</>;
    case "dissolved":
      return <>{t("dissolved")}</>;
    case "nothing":
      return <>{t("noMessages")}</>;
  }
}

function Typing({ chat, entry, userId }: Omit<PreviewLineProps, "open"> & { readonly userId: UserId }) {
  const name = entry.kind === "group" ? chat.nameIn(entry, userId) : unknownName;
  return <span class="inbox-row-typing">{name === unknownName ? t("typing") : t("typingNamed", { name })}…</span>;
}

function JoinedLine({ chat, entry, joined }: Omit<PreviewLineProps, "open"> & { readonly joined: Joined }) {
  const { actorId, how } = joined;
  if (actorId === chat.me) return <>{t(how === "created" ? "joined.by.you" : "joined.self")}</>;
  const words = how === "created" ? "joined.by" : how === "approved" ? "joined.approved" : "joined.added";
  return <Named words={t(words, { author: "\u0000" })} name={chat.nameIn(entry, actorId)} />;
}

/** A sentence with a name in it, each in its own direction. */
function Named({ words, name }: { readonly words: string; readonly name: string }) {
  const [before = "", after = ""] = words.split("\u0000");
  return (
    <>
      {before}
      <Name text={name} />
      {after}
    </>
  );
}

/** Author and text each run in their own direction, and neither turns the other. */
function Said({ author, text }: { readonly author: string; readonly text: string }) {
  const [before = "", between = "", after = ""] = t("preview", { author: "\u0000", text: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <Name text={author} />
      {between}
      <bdi>{text}</bdi>
      {after}
    </>
  );
}
