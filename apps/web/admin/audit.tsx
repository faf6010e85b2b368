// The audit log: what operators did, to whom and why, the newest first.
import { useEffect, useState } from "preact/hooks";
import { go, replace } from "../route/navigation.ts";
import { exactTime, untilTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Field } from "../ui/field.tsx";
import { Pane } from "../ui/pane.tsx";
import { Row } from "../ui/row.tsx";
import type { AuditRecord } from "./admin-calls.ts";
import type { Column } from "./admin-table.tsx";
import { AskedTable } from "./asked-table.tsx";
import { detailsOf } from "./audit-details.ts";
import { actText, reasonText, resultText } from "./audit-text.ts";
import { Facts } from "./facts.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { logWords as l } from "./log-words.ts";
import { PageMain } from "./page-main.tsx";
import { roleText } from "./role-text.ts";
import { useAskedPages } from "./use-asked.ts";
import "./audit.css";

/** @param subject only what was done to this user, operator, invitation or job; "" for all */
export function Audit({ subject }: { readonly subject: string }) {
  const { calls } = useOperator();
  const [typed, setTyped] = useState({ actor: "", subject });
  const [actor, setActor] = useState("");
  const [openId, setOpenId] = useState<string | null>(null);
  const records = useAskedPages((cursor) => {
    const query = { cursor, ...(actor !== "" && { actor }), ...(subject !== "" && { subject }) };
    return calls.call("GET /api/admin/audit", { query });
  }, actor);
  const open = records.value?.find(({ id }) => id === openId);
  useEffect(() => {
    const close = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented) setOpenId(null);
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, []);
  const isFiltered = actor !== "" || subject !== "";
  return (
    <PageMain
      title={t("page.audit")}
      text={l("auditText")}
      error={records.error}
      panel={open === undefined ? null : <RecordPanel key={open.id} record={open} onClose={() => setOpenId(null)} />}
    >
      <form
        class="form admin-filters"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setActor(typed.actor.trim());
          const wanted = typed.subject.trim();
          if (wanted !== subject) go({ name: "admin", page: "audit", item: wanted });
          else void records.again();
        }}
      >
        <Field
          label={l("who")}
          value={typed.actor}
          onInput={(value) => setTyped({ ...typed, actor: value })}
          maxLength={32}
          verbatim
        />
        <Field
          label={l("whom")}
          value={typed.subject}
          onInput={(value) => setTyped({ ...typed, subject: value })}
          maxLength={64}
          verbatim
        />
        <Button type="submit" icon="search" busy={records.busy}>
          {l("filter")}
        </Button>
      </form>
      {isFiltered && (
        <Button
          icon="close"
          onClick={() => {
            setTyped({ actor: "", subject: "" });
            setActor("");
            replace({ name: "admin", page: "audit", item: "" });
          }}
        >
          {l("showAll")}
        </Button>
      )}
      <AskedTable
        pages={records}
        none={l(isFiltered ? "noneFound" : "noRecords")}
        label={t("page.audit")}
        columns={columns()}
        keyOf={({ id }) => id}
        nameOf={({ act }) => actText(act)}
        openKey={openId}
        onOpen={({ id }) => setOpenId(id)}
      />
    </PageMain>
  );
}

interface RecordPanelProps {
  readonly record: AuditRecord;
  readonly onClose: () => void;
}

function RecordPanel({ record, onClose }: RecordPanelProps) {
  const { actor, role, at, subject, result } = record;
  return (
    <Pane title={actText(record.act)} onClose={onClose}>
      <Facts
        facts={[
          [l("who"), l("actorAs", { name: actor, role: roleText(role) })],
          [l("when"), exactTime(at)],
          [l("whom"), subject ?? l("deployment")],
          [l("why"), <bdi>{reasonText(record)}</bdi>],
          [l("result"), resultText(result)],
          ...detailsOf(record),
        ]}
      />
      {subject?.startsWith("user_") === true && (
        <Row icon="person" title={l("toPerson")} onClick={() => go({ name: "admin", page: "people", item: subject })} />
      )}
      {subject !== null && (
        <Row icon="list" title={l("onlyWhom")} onClick={() => go({ name: "admin", page: "audit", item: subject })} />
      )}
    </Pane>
  );
}

export const columns = (): readonly Column<AuditRecord>[] => [
  { head: l("what"), cell: ({ act }) => actText(act) },
  { head: l("why"), cell: (record) => <bdi>{reasonText(record)}</bdi>, isWideOnly: true },
  { head: l("who"), cell: ({ actor }) => actor, isShort: true },
  { head: l("when"), cell: ({ at }) => untilTime(at, now.value), isWideOnly: true, isShort: true },
];
