// An open request to become friends: its word, and the buttons that answer it or take it back.
import type { Person } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { peopleWords as t } from "./people-words.ts";
import "./people.css";

interface OpenRequestProps {
  readonly person: Person;
  readonly name: string;
  /** It is one of several: the buttons are labelled with the name too. */
  readonly isListed?: boolean;
}

export function OpenRequest({ person: { userId, request }, name, isListed = false }: OpenRequestProps) {
  const { friends } = useChat().client;
  const answer = useTask((work: () => Promise<unknown>) => work());
  if (request === undefined) return null;
  const labelled = (label: string) => isListed && { label };
  return (
    <>
      {request.message !== undefined && <p class="person-word">{tameText(request.message)}</p>}
      <ErrorNotice error={answer.error} />
      <div class="person-answers">
        {request.by === "me" ? (
          <Button
            {...labelled(t("cancelTo", { name }))}
            busy={answer.busy}
            onClick={() => void answer.run(() => friends.cancel(userId))}
          >
            {t("cancel")}
          </Button>
        ) : (
          <>
            <Button
              {...labelled(t("acceptOf", { name }))}
              kind="primary"
              blocked={answer.busy}
              onClick={() => void answer.run(() => friends.accept(userId))}
            >
              {t("accept")}
            </Button>
            <Button
              {...labelled(t("rejectOf", { name }))}
              blocked={answer.busy}
              onClick={() => void answer.run(() => friends.reject(userId))}
            >
              {t("reject")}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
