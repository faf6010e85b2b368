// The line below the name: who is typing, or else the draft, or else the newest of the conversation.
import { isBlank, type Joined, type ListedConversation, type UserId } from "@klatch/sdk";
import { kindOf, listedLine } from "../kinds/kinds.ts";
import type { Chat } from "../model/chat.ts";
import { seenLine } from "../markdown/seen-line.ts";
import { unknownName } from "../text/unknown-name.ts";
import { Name } from "../ui/name.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { commonWords } from "../ui/common-words.ts";
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
  if (!isBlank(draft))
    return (
      <>
        {/* Between boxes a space alone is not shown. */}
        <span class="inbox-row-draft">{`${t("draft")} `}</span>
        <OneLine class="inbox-row-said" text={seenLine(draft)} />
      </>
    );
  const last = lastShown(entry);
  switch (last.kind) {
    case "outgoing":
      return <SaidBy author={commonWords("you")} text={kindOf(last.message.content).preview(last.message.content)} />;
    case "joined":
      return <JoinedLine chat={chat} entry={entry} joined={last.joined} />;
    case "message": {
      const text = listedLine(last.preview);
      const { senderId } = last.preview;
      if (senderId === chat.me) return <SaidBy author={commonWords("you")} text={text} />;
      return entry.kind === "group" ? (
        <SaidBy author={chat.nameIn(entry, senderId)} text={text} />
      ) : (
        <OneLine class="inbox-row-said" text={text} />
      );
    }
    case "left":
      return <span>{t("left")}</span>;
    case "dissolved":
      return <span>{t("dissolved")}</span>;
    case "nothing":
      return <span>{t("noMessages")}</span>;
  }
}

function Typing({ chat, entry, userId }: Omit<PreviewLineProps, "open"> & { readonly userId: UserId }) {
  const name = entry.kind === "group" ? chat.nameIn(entry, userId) : unknownName;
  if (name === unknownName) return <span class="inbox-row-typing">{t("typing")}…</span>;
  return <Named words={`${t("typingNamed", { name: "\u0000" })}…`} name={name} class="inbox-row-typing" />;
}

function JoinedLine({ chat, entry, joined }: Omit<PreviewLineProps, "open"> & { readonly joined: Joined }) {
  const { actorId, how } = joined;
  if (actorId === chat.me) return <span>{t(how === "created" ? "joined.by.you" : "joined.self")}</span>;
  const words = how === "created" ? "joined.by" : how === "approved" ? "joined.approved" : "joined.added";
  return <Named words={t(words, { author: "\u0000" })} name={chat.nameIn(entry, actorId)} />;
}

interface NamedProps {
  /** With a NUL in place of the name. */
  readonly words: string;
  readonly name: string;
  readonly class?: string;
}

/** A sentence with a name in it, each in its own direction; of a long one the name is cut first. */
function Named({ words, name, class: classes = "" }: NamedProps) {
  const [before = "", after = ""] = words.split("\u0000");
  return (
    <span class={`inbox-row-sentence ${classes}`}>
      {before !== "" && <span>{before}</span>}
      <Name text={name} isLine />
      {after !== "" && <span>{after}</span>}
    </span>
  );
}

/** Author and text each run in their own direction, and neither turns the other. */
function SaidBy({ author, text }: { readonly author: string; readonly text: string }) {
  const [before = "", between = "", after = ""] = t("preview", { author: "\u0000", text: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <Name text={author} isLine class="inbox-row-author" />
      {between}
      <OneLine class="inbox-row-said" text={text} />
      {after}
    </>
  );
}
