// The invitations by which people make accounts: a new one, whose link is shown once, and an end to one.
import { useState } from "preact/hooks";
import { longDate, untilTime } from "../text/times.ts";
import { registrationAddress } from "../sign-in/invitation-link.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { say } from "../ui/toasts.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { Column } from "./admin-table.tsx";
import { AskedTable } from "./asked-table.tsx";
import type { Invitation } from "./admin-calls.ts";
import { ErrorText } from "./error-text.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { logWords as l } from "./log-words.ts";
import { registrationWords as r } from "./registration-words.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { useAskedPages } from "./use-asked.ts";

export function Invitations() {
  const { calls } = useOperator();
  const [making, setMaking] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const invitations = useAskedPages((cursor) => calls.call("GET /api/admin/invitations", { query: { cursor } }));
  return (
    <>
      <ErrorText error={invitations.error} />
      <AskedTable
        pages={invitations}
        none={r("noInvitations")}
        label={r("invitations")}
        columns={columns()}
        keyOf={({ invitationId }) => invitationId}
        nameOf={invitationName}
        menuOf={(invitation) =>
          isUsable(invitation)
            ? [{ label: r("revoke"), icon: "trash", danger: true, onSelect: () => setRevoking(invitation) }]
            : []
        }
      />
      <div class="admin-acts">
        <Button icon="add" onClick={() => setMaking(true)}>
          {r("invite")}
        </Button>
      </div>
      {making && (
        <InviteDialog
          act={async (body) => {
            const { token } = await calls.call("POST /api/admin/invitations", { body });
            setLink(registrationAddress(location.origin, token));
            await invitations.again();
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {link !== null && !making && (
        <SecretDialog
          title={r("linkTitle")}
          text={r("linkText")}
          label={r("link")}
          secret={link}
          onClose={() => setLink(null)}
        />
      )}
      {revoking !== null && (
        <ActDialog
          title={r("revokeTitle")}
          text={r("revokeText")}
          action={r("revoke")}
          isDanger
          act={async (reason) => {
            const path = { invitationId: revoking.invitationId };
            await calls.call("DELETE /api/admin/invitations/:invitationId", { path, body: { reason } });
            say(r("done.revoked"));
            await invitations.again();
          }}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

const invitationName = ({ by, createdAt }: Invitation): string => t("byAt", { name: by, time: longDate(createdAt) });

const columns = (): readonly Column<Invitation>[] => [
  { head: l("why"), cell: ({ reason }) => <bdi>{reason}</bdi> },
  { head: t("madeBy"), cell: invitationName, isWideOnly: true },
  { head: r("used"), cell: ({ used, uses }) => r("usedOf", { used, uses }), isShort: true },
  { head: t("expires"), cell: endText, isWideOnly: true, isShort: true },
];

const isUsable = ({ revokedAt, used, uses, expiresAt }: Invitation): boolean =>
  revokedAt === null && used < uses && expiresAt > now.value;

function endText({ revokedAt, used, uses, expiresAt }: Invitation): string {
  if (revokedAt !== null) return r("revoked");
  if (used >= uses) return r("usedUp");
  return expiresAt > now.value ? untilTime(expiresAt, now.value) : r("expired");
}
