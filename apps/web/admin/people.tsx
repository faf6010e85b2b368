// The page of people: found by their whole username, and what may be done about them.
import { useState } from "preact/hooks";
import { close, go, replace } from "../route/navigation.ts";
import { tameName } from "../../text/tame-name.ts";
import { longDate, untilTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { Field } from "../ui/field.tsx";
import { Heading } from "../ui/heading.tsx";
import { useTask } from "../ui/use-task.ts";
import type { Account, SuspendedUser } from "./admin-calls.ts";
import { AdminTable, type Column } from "./admin-table.tsx";
import { AskedTable } from "./asked-table.tsx";
import { ErrorText } from "./error-text.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { operatorErrorText } from "./operator-error.ts";
import { PageMain } from "./page-main.tsx";
import { PersonPanel } from "./person-panel.tsx";
import { isSuspended, shortSuspensionText } from "./suspension-text.ts";
import { useAskedPages } from "./use-asked.ts";
import "./people.css";

/** @param item the id of the person whose panel is open; "" for none */
export function People({ item }: { readonly item: string }) {
  const { calls, lookedUp } = useOperator();
  const [username, setUsername] = useState("");
  const open = (userId: string): void => {
    const to = { name: "admin", page: "people", item: userId } as const;
    // Closing the panel leads to the list, however many people were looked at.
    if (item === "") go(to);
    else replace(to);
  };
  const find = useTask(async () => {
    // As people write it where they pass it on.
    const found = await calls.call("GET /api/admin/users", { query: { username: username.trim().replace(/^@/, "") } });
    lookedUp.see(found);
    open(found.user.id);
  });
  const rows = lookedUp.all.value;
  const suspended = useAskedPages((cursor) => calls.call("GET /api/admin/suspensions", { query: { cursor } }));
  return (
    <PageMain
      title={t("page.people")}
      text={t("peopleText")}
      panel={item === "" ? null : <PersonPanel key={item} userId={item} onActed={suspended.again} onClose={close} />}
    >
      <form
        class="admin-find"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (username.trim() !== "") void find.run();
        }}
      >
        <Field
          label={t("username")}
          value={username}
          onInput={setUsername}
          error={find.error === null ? undefined : operatorErrorText(find.error)}
          maxLength={21}
          verbatim
          autoFocus
          action={
            <Button type="submit" kind="primary" icon="search" busy={find.busy}>
              {t("find")}
            </Button>
          }
        />
      </form>
      {rows.length > 0 && (
        <section class="admin-section">
          <Heading class="admin-section-title">{t("lookedUp")}</Heading>
          <AdminTable
            label={t("lookedUp")}
            columns={columns()}
            rows={rows}
            keyOf={({ user }) => user.id}
            nameOf={({ user }) => `@${user.username}`}
            openKey={item}
            onOpen={({ user }) => open(user.id)}
          />
        </section>
      )}
      <section class="admin-section">
        <Heading class="admin-section-title">{t("suspendedPeople")}</Heading>
        <ErrorText error={suspended.error} />
        <AskedTable
          pages={suspended}
          none={t("nobodySuspended")}
          label={t("suspendedPeople")}
          columns={suspendedColumns()}
          keyOf={({ user }) => user.id}
          nameOf={({ user }) => `@${user.username}`}
          openKey={item}
          onOpen={({ user }) => open(user.id)}
        />
      </section>
    </PageMain>
  );
}

const columns = (): readonly Column<Account>[] => [
  { head: t("username"), cell: ({ user }) => `@${user.username}` },
  { head: t("name"), cell: ({ user }) => <bdi>{tameName(user.displayName)}</bdi>, isWideOnly: true },
  { head: t("since"), cell: ({ user }) => longDate(user.createdAt), isWideOnly: true, isShort: true },
  {
    head: t("state"),
    cell: ({ suspension }) =>
      isSuspended(suspension) ? (
        <span class="admin-tag admin-tag-danger">{shortSuspensionText(suspension)}</span>
      ) : (
        <span class="admin-tag">{t("state.active")}</span>
      ),
  },
];

const suspendedColumns = (): readonly Column<SuspendedUser>[] => [
  { head: t("username"), cell: ({ user }) => `@${user.username}` },
  { head: t("name"), cell: ({ user }) => <bdi>{tameName(user.displayName)}</bdi>, isWideOnly: true },
  { head: t("reason"), cell: ({ suspension }) => <bdi>{suspension.reason}</bdi>, isWideOnly: true },
  {
    head: t("until"),
    cell: ({ suspension: { until } }) => (until === null ? t("term.always") : untilTime(until, now.value)),
    isShort: true,
  },
];
