// Leaving a group, and dissolving it.
import type { Group } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Row } from "../ui/row.tsx";
import { detailsWords as t } from "./details-words.ts";
import { mayInGroup } from "./permissions.ts";

export function LeaveGroup({ group }: { readonly group: Group }) {
  const { client } = useChat();
  const [asking, setAsking] = useState<"leave" | "dissolve" | null>(null);
  const close = (): void => setAsking(null);
  return (
    <section>
      {mayInGroup(group, "leave") ? (
        <Row icon="exit" title={t("leave")} danger onClick={() => setAsking("leave")} />
      ) : (
        <p class="details-note">{t("leaveOwner")}</p>
      )}
      {mayInGroup(group, "dissolve") && (
        <Row icon="trash" title={t("dissolve")} danger onClick={() => setAsking("dissolve")} />
      )}
      {asking === "leave" && (
        <ConfirmDialog
          title={t("leaveTitle")}
          text={t("leaveText")}
          action={t("leave")}
          onConfirm={() => client.groups.leave(group.id)}
          onClose={close}
        />
      )}
      {asking === "dissolve" && (
        <ConfirmDialog
          title={t("dissolveTitle")}
          text={t("dissolveText")}
          action={t("dissolve")}
          onConfirm={() => client.groups.dissolve(group.id)}
          onClose={close}
        />
      )}
    </section>
  );
}
