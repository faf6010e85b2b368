// A poll in its message: the question, the options with their bars, and what can be done. Loaded when one is shown.
import type { PollContent } from "@klatch/sdk";
import { createPortal, Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { tameText } from "../../text/tame-text.ts";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { formatNumber } from "../i18n/format.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { mayClosePoll } from "./may-close-poll.ts";
import { chosenAfter, shownOptions } from "./poll-choice.ts";
import { pollWords as t } from "./poll-words.ts";
import "./poll.css";

const VotersDialog = lazyLayer(async () => ({ default: (await import("./voters-dialog.tsx")).VotersDialog }));

interface PollBodyProps {
  readonly message: ShownMessage;
  readonly content: PollContent;
}

export function PollBody({ message, content }: PollBodyProps) {
  const { me } = useChat();
  const { acts, entry, may, nameOf } = useOpenConversation();
  const [opened, setOpened] = useState<"voters" | "close" | null>(null);
  const { seq } = message;
  const poll = message.state?.poll;
  const { voters = 0, mine = [], closedBy } = poll ?? {};
  const isClosed = closedBy !== undefined;
  const mayVote = seq !== null && acts !== null && may.react && !isClosed;
  const options = shownOptions(content, poll);
  const isWaiting = message.changes.some(({ kind, state }) => kind === "vote" && state === "waiting");
  const question = tameText(content.question);
  const hints = [
    closedBy === undefined
      ? t(content.multiple === true ? "several" : "single")
      : closedBy === me
        ? t("closedByYou")
        : t("closedBy", { name: nameOf(closedBy) }),
    ...(content.anonymous === true ? [t("anonymously")] : []),
  ];
  return (
    <div class="poll">
      <b class="poll-question" dir="auto">
        {question}
      </b>
      <span class="poll-hint">
        <NamedText text={hints.join(" · ")} />
      </span>
      <div class="poll-options" role={content.multiple === true ? "group" : "radiogroup"} aria-label={question}>
        {options.map(({ text, count, isMine, percent }, index) => (
          <button
            key={index}
            type="button"
            class="poll-option"
            role={content.multiple === true ? "checkbox" : "radio"}
            aria-checked={isMine}
            aria-disabled={!mayVote}
            aria-label={t("votes", { option: tameText(text), count })}
            // The press is the option's, not the message's.
            onPointerDown={(event) => event.stopPropagation()}
            onKeyDown={(event) => moveFocus(event)}
            onClick={() => {
              if (mayVote) acts.vote(message, chosenAfter(content, mine, index));
            }}
          >
            <span class={content.multiple === true ? "poll-mark poll-mark-square" : "poll-mark"} aria-hidden="true">
              {isMine && <Icon name="check" size={14} />}
            </span>
            <span class="poll-text" dir="auto" aria-hidden="true">
              {tameText(text)}
            </span>
            <bdi class="poll-count" aria-hidden="true">
              {formatNumber(count)}
            </bdi>
            <span class="poll-bar" aria-hidden="true">
              <span style={{ inlineSize: `${percent}%` }} />
            </span>
          </button>
        ))}
      </div>
      {isWaiting && (
        <span class="poll-hint" role="status">
          {t("waits")}
        </span>
      )}
      <span class="poll-foot">
        <span class="poll-hint">{voters === 0 ? t("none") : t("voted", { count: voters })}</span>
        {content.anonymous !== true && voters > 0 && seq !== null && (
          <button type="button" class="poll-act" aria-haspopup="dialog" onClick={() => setOpened("voters")}>
            {t("showVotes")}
          </button>
        )}
        {acts !== null && entry.blocked !== true && mayClosePoll(message, acts.standing()) && (
          <button type="button" class="poll-act" aria-haspopup="dialog" onClick={() => setOpened("close")}>
            {t("close")}
          </button>
        )}
      </span>
      {opened !== null &&
        seq !== null &&
        // Outside of the message, which acts on presses and gestures within it.
        createPortal(
          opened === "voters" ? (
            <Suspense fallback={null}>
              <VotersDialog seq={seq} content={content} voters={voters} onClose={() => setOpened(null)} />
            </Suspense>
          ) : (
            <ConfirmDialog
              title={t("closeTitle")}
              text={t("closeText")}
              action={t("close")}
              onConfirm={async () => acts?.closePoll(message)}
              onClose={() => setOpened(null)}
            />
          ),
          document.body,
        )}
    </div>
  );
}

/** Arrow keys go from option to option and choose nothing: each choice is told to others. */
function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const all = [...(event.currentTarget.parentElement?.children ?? [])];
  const next = all.at((all.indexOf(event.currentTarget) + step) % all.length);
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
