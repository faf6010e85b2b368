// Who voted for what in a poll that is not anonymous.
import type { PollContent } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { tameText } from "../../text/tame-text.ts";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { formatList } from "../i18n/format.ts";
import { useChat } from "../model/chat-context.ts";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { pollWords as t } from "./poll-words.ts";
import { loadVotes, votersOf, type Vote } from "./votes-by-option.ts";

const pageSize = 200;

interface VotersDialogProps {
  readonly seq: number;
  readonly content: PollContent;
  /** How many have voted: when it changes, the list is asked for again. */
  readonly voters: number;
  readonly onClose: () => void;
}

export function VotersDialog({ seq, content, voters, onClose }: VotersDialogProps) {
  const { client, me, people } = useChat();
  const { entry, nameOf } = useOpenConversation();
  const [votes, setVotes] = useState<readonly Vote[] | "loading" | "none">("loading");
  useEffect(() => {
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const found = await loadVotes((cursor) =>
        client.votes(entry.id, seq, { limit: pageSize, ...(cursor !== null && { cursor }) }),
      );
      for (const { userId } of found) people.fetch(userId);
      if (isCurrent) setVotes(found);
    };
    ask().catch(() => isCurrent && setVotes("none"));
    return () => {
      isCurrent = false;
    };
  }, [seq, voters]);
  return (
    <Dialog title={t("whoVoted")} onClose={onClose}>
      {votes === "none" && <Notice>{t("notLoaded")}</Notice>}
      <dl class="poll-voters" aria-busy={votes === "loading"}>
        {content.options.map((option, index) => {
          const who = typeof votes === "string" ? [] : votersOf(votes, index, me);
          const names = who.map((userId) => (userId === me ? commonWords("you") : nameOf(userId)));
          return (
            <div key={index}>
              <dt dir="auto">{t("votes", { option: tameText(option), count: who.length })}</dt>
              <dd>
                <NamedText text={formatList(names)} />
              </dd>
            </div>
          );
        })}
      </dl>
    </Dialog>
  );
}
