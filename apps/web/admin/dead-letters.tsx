// The page of dead letters: jobs that no consumer could do. One is sent again, or dropped for good.
import { useState } from "preact/hooks";
import { close, go, replace } from "../route/navigation.ts";
import { agoTime, exactTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Pane } from "../ui/pane.tsx";
import { say } from "../ui/toasts.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { Column } from "./admin-table.tsx";
import { AskedTable } from "./asked-table.tsx";
import type { DeadLetter } from "./admin-calls.ts";
import { deadLetterReason } from "./dead-letter-text.ts";
import { Facts } from "./facts.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { logWords as l } from "./log-words.ts";
import { PageMain } from "./page-main.tsx";
import { useAskedPages } from "./use-asked.ts";
import "./dead-letters.css";

interface Asking {
  readonly act: "replay" | "drop";
  readonly letter: DeadLetter;
}

/** @param item the id of the job whose panel is open; "" for none */
export function DeadLetters({ item }: { readonly item: string }) {
  const { calls } = useOperator();
  const [asking, setAsking] = useState<Asking | null>(null);
  const letters = useAskedPages((cursor) => calls.call("GET /api/admin/dead-letters", { query: { cursor } }));
  const open = letters.value?.find(({ id }) => id === item);
  const show = ({ id }: DeadLetter): void => {
    const to = { name: "admin", page: "dead-letters", item: id } as const;
    if (item === "") go(to);
    else replace(to);
  };
  return (
    <PageMain
      title={t("page.dead-letters")}
      text={l("deadLettersText")}
      error={letters.error}
      panel={open === undefined ? null : <LetterPanel key={item} letter={open} onAsk={setAsking} />}
    >
      <AskedTable
        pages={letters}
        none={l("noDeadLetters")}
        label={t("page.dead-letters")}
        columns={columns()}
        keyOf={({ id }) => id}
        nameOf={kindText}
        openKey={item}
        onOpen={show}
        menuOf={(letter) => [
          { label: l("replay"), icon: "retry", onSelect: () => setAsking({ act: "replay", letter }) },
          { label: l("drop"), icon: "trash", danger: true, onSelect: () => setAsking({ act: "drop", letter }) },
        ]}
      />
      {asking !== null && (
        <ActDialog
          title={l(`${asking.act}Title`)}
          text={l(`${asking.act}Text`)}
          action={l(asking.act)}
          isDanger={asking.act === "drop"}
          act={async (reason) => {
            const { id } = asking.letter;
            const request = { path: { id }, body: { reason } };
            if (asking.act === "replay") await calls.call("POST /api/admin/dead-letters/:id/replay", request);
            else await calls.call("DELETE /api/admin/dead-letters/:id", request);
            say(l(`done.${asking.act}`));
            if (id === item) close();
            await letters.again();
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </PageMain>
  );
}

interface LetterPanelProps {
  readonly letter: DeadLetter;
  readonly onAsk: (asking: Asking) => void;
}

function LetterPanel({ letter, onAsk }: LetterPanelProps) {
  return (
    <Pane title={kindText(letter)} onClose={close}>
      <Facts
        facts={[
          [l("why"), deadLetterReason(letter.reason)],
          [l("lastError"), letter.error ?? t("unknown")],
          [l("attempts"), String(letter.attempts)],
          [l("died"), exactTime(letter.diedAt)],
          [t("id"), letter.id],
        ]}
      />
      <pre class="admin-json" tabIndex={0} aria-label={l("job")}>
        {JSON.stringify(letter.job, null, 2)}
      </pre>
      <div class="form">
        <Button wide icon="retry" onClick={() => onAsk({ act: "replay", letter })}>
          {l("replay")}
        </Button>
        <Button kind="danger" wide icon="trash" onClick={() => onAsk({ act: "drop", letter })}>
          {l("drop")}
        </Button>
      </div>
    </Pane>
  );
}

const kindText = ({ kind }: DeadLetter): string => kind ?? l("noKind");

const columns = (): readonly Column<DeadLetter>[] => [
  { head: l("kind"), cell: kindText },
  { head: l("why"), cell: ({ reason }) => deadLetterReason(reason), isWideOnly: true },
  { head: l("lastError"), cell: ({ error }) => error ?? "", isWideOnly: true },
  { head: l("died"), cell: ({ diedAt }) => agoTime(diedAt, now.value), isShort: true },
];
