// The first page of operators: what there is to know at a glance, as far as the role may see it.
import type { ComponentChildren } from "preact";
import { go } from "../route/navigation.ts";
import { longDate } from "../text/times.ts";
import { formatNumber } from "../i18n/format.ts";
import { Heading } from "../ui/heading.tsx";
import { AdminTable } from "./admin-table.tsx";
import { columns } from "./audit.tsx";
import { actText } from "./audit-text.ts";
import { ErrorText } from "./error-text.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { registrationWords as r } from "./registration-words.ts";
import { logWords as l } from "./log-words.ts";
import { PageMain } from "./page-main.tsx";
import { mayAct, type PageName } from "./pages.ts";
import { roleText } from "./role-text.ts";
import { useAsked } from "./use-asked.ts";
import "./overview.css";

const shownRecords = 8;

export function Overview() {
  const { calls, me } = useOperator();
  const records = useAsked(() => calls.call("GET /api/admin/audit", {}));
  const suspensions = useAsked(() => calls.call("GET /api/admin/suspensions", {}));
  const last = records.value?.items.slice(0, shownRecords) ?? [];
  return (
    <PageMain title={t("page.overview")} text={t(`roleText.${me.role}`)}>
      <div class="admin-cards">
        <Card page="people" name={t("card.suspended")} error={suspensions.error}>
          {suspensions.value !== null && countText(suspensions.value)}
        </Card>
        {mayAct(me.role, "operator") && <CardsOfOperators />}
        <div class="admin-card">
          <span class="admin-note">{t("card.you")}</span>
          <b>{roleText(me.role)}</b>
          <span class="admin-note">
            {me.expiresAt === null ? t("neverExpires") : t("expiresAt", { time: longDate(me.expiresAt) })}
          </span>
        </div>
      </div>
      <section class="admin-section">
        <Heading class="admin-section-title">{l("lastActs")}</Heading>
        <ErrorText error={records.error} />
        {records.value?.items.length === 0 && <p class="admin-note">{l("noRecords")}</p>}
        {last.length > 0 && (
          <AdminTable
            label={l("lastActs")}
            columns={columns()}
            rows={last}
            keyOf={({ id }) => id}
            nameOf={({ act }) => actText(act)}
          />
        )}
      </section>
    </PageMain>
  );
}

function CardsOfOperators() {
  const { calls } = useOperator();
  const registration = useAsked(() => calls.call("GET /api/admin/registration", {}));
  const letters = useAsked(() => calls.call("GET /api/admin/dead-letters", {}));
  return (
    <>
      <Card page="registration" name={t("page.registration")} error={registration.error}>
        {registration.value !== null && r(`mode.${registration.value.mode}`)}
      </Card>
      <Card page="dead-letters" name={t("page.dead-letters")} error={letters.error}>
        {letters.value !== null && countText(letters.value)}
      </Card>
    </>
  );
}

interface CardProps {
  readonly page: PageName;
  readonly name: string;
  readonly error: unknown;
  readonly children: ComponentChildren;
}

function Card({ page, name, error, children }: CardProps) {
  return (
    <button type="button" class="admin-card" onClick={() => go({ name: "admin", page, item: "" })}>
      <span class="admin-note">{name}</span>
      <b>{error === null ? children : t("unknown")}</b>
    </button>
  );
}

/** Where there are more pages, the first one's length is the least that there are. */
const countText = ({ items, next }: { readonly items: readonly unknown[]; readonly next: string | null }): string =>
  next === null ? formatNumber(items.length) : t("orMore", { count: items.length });
