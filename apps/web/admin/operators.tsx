// The page of operators and moderators: who they are, a new one, and an end to a token.
import { useState } from "preact/hooks";
import { longDate } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { say } from "../ui/toasts.tsx";
import { ActDialog } from "./act-dialog.tsx";
import { AddOperatorDialog } from "./add-operator-dialog.tsx";
import type { Column } from "./admin-table.tsx";
import { AskedTable } from "./asked-table.tsx";
import type { ListedOperator } from "./admin-calls.ts";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { PageMain } from "./page-main.tsx";
import { registrationWords as r } from "./registration-words.ts";
import { roleText } from "./role-text.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { useAskedPages } from "./use-asked.ts";

export function Operators() {
  const { calls, me } = useOperator();
  const [adding, setAdding] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [renewing, setRenewing] = useState<string | null>(null);
  const operators = useAskedPages(() => calls.call("GET /api/admin/operators", {}));
  return (
    <PageMain
      title={t("page.operators")}
      text={t("operatorsText")}
      error={operators.error}
      acts={
        <Button kind="primary" icon="add" onClick={() => setAdding(true)}>
          {t("addOperator")}
        </Button>
      }
    >
      <AskedTable
        pages={operators}
        none={t("noOperators")}
        label={t("page.operators")}
        columns={columns()}
        keyOf={({ name }) => name}
        nameOf={({ name }) => name}
        menuOf={({ name }) => [
          { label: t("renewOperator"), icon: "retry", onSelect: () => setRenewing(name) },
          { label: t("removeOperator"), icon: "trash", danger: true, onSelect: () => setRemoving(name) },
        ]}
      />
      {adding && (
        <AddOperatorDialog
          act={async (body) => {
            setToken((await calls.call("POST /api/admin/operators", { body })).token);
            await operators.again();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {renewing !== null && (
        <ActDialog
          title={t("renewTitle", { name: renewing })}
          text={t("renewText", { name: renewing })}
          action={t("renewOperator")}
          act={async (reason) => {
            const request = { path: { name: renewing }, body: { reason } };
            setToken((await calls.call("POST /api/admin/operators/:name/renew", request)).token);
          }}
          onClose={() => setRenewing(null)}
        />
      )}
      {token !== null && !adding && renewing === null && (
        <SecretDialog
          title={t("tokenTitle")}
          text={t("tokenText")}
          label={t("token")}
          secret={token}
          onClose={() => setToken(null)}
        />
      )}
      {removing !== null && (
        <ActDialog
          title={t("removeTitle", { name: removing })}
          text={t(removing === me.name ? "removeSelfText" : "removeText", { name: removing })}
          action={t("removeOperator")}
          isDanger
          act={async (reason) => {
            await calls.call("DELETE /api/admin/operators/:name", { path: { name: removing }, body: { reason } });
            say(t("done.removed", { name: removing }));
            await operators.again();
          }}
          onClose={() => setRemoving(null)}
        />
      )}
    </PageMain>
  );
}

const columns = (): readonly Column<ListedOperator>[] => [
  { head: t("name"), cell: ({ name }) => <bdi>{name}</bdi> },
  { head: t("role"), cell: ({ role }) => roleText(role), isShort: true },
  {
    head: t("madeBy"),
    cell: ({ by, createdAt }) => t("byAt", { name: by, time: longDate(createdAt) }),
    isWideOnly: true,
  },
  {
    head: t("expires"),
    cell: ({ expiresAt }) => (expiresAt > now.value ? longDate(expiresAt) : r("expired")),
    isWideOnly: true,
  },
];
