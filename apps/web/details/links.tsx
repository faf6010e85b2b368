// The invitation links of a group: creating them with a duration and a number of uses, and revoking them.
import type { GroupLink } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { linkAddress } from "../join/link-token.ts";
import { useChat } from "../model/chat-context.ts";
import { untilTime } from "../text/times.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { copy } from "../ui/copy.ts";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { Row } from "../ui/row.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { adminWords as t } from "./admin-words.ts";
import type { GroupPageProps } from "./group-pages.ts";
import { mayInGroup } from "./permissions.ts";
import { ListState } from "../ui/list-state.tsx";
import { useList } from "../ui/use-list.ts";

const hourMs = 3_600_000;
const terms = { hour: hourMs, day: 24 * hourMs, week: 168 * hourMs, never: null } as const;
type Term = keyof typeof terms;

export function Links({ model, group }: GroupPageProps) {
  const { groups } = useChat().client;
  const [term, setTerm] = useState<Term>("week");
  const [uses, setUses] = useState("");
  const links = useList(() => groups.links(model.id));
  const make = async (): Promise<void> => {
    const lastsMs = terms[term];
    const maxUses = Math.floor(Number(uses));
    const link = await groups.makeLink(model.id, {
      expiresAt: lastsMs === null ? null : Date.now() + lastsMs,
      maxUses: maxUses > 0 ? maxUses : null,
    });
    await copy(linkAddress(location.origin, link.token), "link");
  };
  return (
    <>
      {mayInGroup(group, "make-link") && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void links.change(make);
          }}
        >
          <SegmentedField
            label={t("expiry")}
            value={term}
            options={(Object.keys(terms) as Term[]).map((value) => ({ value, label: t(`expiry.${value}`) }))}
            onChange={setTerm}
          />
          <Field label={t("uses")} hint={t("usesHint")} type="number" min={1} value={uses} onInput={setUses} />
          <Button type="submit" kind="primary" wide busy={links.busy}>
            {t("makeLink")}
          </Button>
        </form>
      )}
      <ListState list={links} empty={t("linksEmpty")} />
      <ul class="details-links">
        {links.items?.map((link) => (
          <li key={link.linkId}>
            <Row
              icon="link"
              title={`…${link.token.slice(-8)}`}
              note={linkNote(link)}
              end={
                <span class="details-buttons">
                  <IconButton
                    icon="copy"
                    label={commonWords("copyLink")}
                    onClick={() => void copy(linkAddress(location.origin, link.token), "link")}
                  />
                  <IconButton
                    icon="trash"
                    label={t("revoke")}
                    blocked={links.busy}
                    onClick={() => void links.change(() => groups.revokeLink(model.id, link.linkId))}
                  />
                </span>
              }
            />
          </li>
        ))}
      </ul>
    </>
  );
}

const linkNote = ({ uses, maxUses, expiresAt }: GroupLink): string =>
  [
    usesNote(uses, maxUses),
    expiresAt === null ? t("linkForever") : t("linkUntil", { time: untilTime(expiresAt, now.value) }),
  ].join(" · ");

function usesNote(uses: number, maxUses: number | null): string {
  if (maxUses !== null) return t("linkUsesOf", { count: uses, max: maxUses });
  return uses === 0 ? t("linkUnused") : t("linkUses", { count: uses });
}
