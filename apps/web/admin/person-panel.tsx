// One person as operators see them: the account, its suspension, its devices, and the acts about them.
import { useState } from "preact/hooks";
import { go } from "../route/navigation.ts";
import { tameName } from "../../text/tame-name.ts";
import { agoTime, exactTime } from "../text/times.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { copy } from "../ui/copy.ts";
import { now } from "../ui/clock.ts";
import { Heading } from "../ui/heading.tsx";
import { Pane } from "../ui/pane.tsx";
import { Row } from "../ui/row.tsx";
import { say } from "../ui/toasts.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { Account, SignedInDevice } from "./admin-calls.ts";
import { ErrorText } from "./error-text.tsx";
import { Facts } from "./facts.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { SuspendDialog } from "./suspend-dialog.tsx";
import { isSuspended, suspensionText } from "./suspension-text.ts";
import { useAsked } from "./use-asked.ts";
import "./person-panel.css";

interface PersonPanelProps {
  readonly userId: string;
  /** Something was done to the person. */
  readonly onActed: () => Promise<unknown>;
  readonly onClose: () => void;
}

type Asking = "suspend" | "restore" | "end-all" | SignedInDevice;

export function PersonPanel({ userId, onActed, onClose }: PersonPanelProps) {
  const { calls, lookedUp } = useOperator();
  const [asking, setAsking] = useState<Asking | null>(null);
  const path = { userId };
  const person = useAsked(async () => {
    const account = await calls.call("GET /api/admin/users/:userId", { path });
    lookedUp.see(account);
    return account;
  }, userId);
  const account = person.value;
  const name = account === null ? "" : `@${account.user.username}`;
  /** The act was done: what is shown here is of before. */
  const done = async (text: string): Promise<void> => {
    say(text);
    await Promise.all([person.again(), onActed()]);
  };
  return (
    <Pane title={account === null ? t("person") : tameName(account.user.displayName) || name} onClose={onClose}>
      <ErrorText error={person.error} />
      {account !== null && (
        <>
          <Person account={account} name={name} onAsk={setAsking} />
          <Devices devices={account.devices} onAsk={setAsking} />
          <Row
            icon="list"
            title={t("auditOf", { name })}
            onClick={() => go({ name: "admin", page: "audit", item: userId })}
          />
        </>
      )}
      {asking === "suspend" && (
        <SuspendDialog
          name={name}
          act={async (until, reason) => {
            await calls.call("PUT /api/admin/users/:userId/suspension", { path, body: { until, reason } });
            await done(t("done.suspended", { name }));
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "restore" && (
        <ActDialog
          title={t("restoreTitle", { name })}
          text={t("restoreText", { name })}
          action={t("restore")}
          act={async (reason) => {
            await calls.call("DELETE /api/admin/users/:userId/suspension", { path, body: { reason } });
            await done(t("done.restored", { name }));
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {(asking === "end-all" || typeof asking === "object") && asking !== null && (
        <ActDialog
          title={asking === "end-all" ? t("endAllTitle", { name }) : t("endOneTitle", { device: deviceText(asking) })}
          text={asking === "end-all" ? t("endAllText", { name }) : t("endOneText", { name })}
          action={asking === "end-all" ? t("endAll") : t("endOne")}
          isDanger
          act={async (reason) => {
            const body = { reason };
            if (asking === "end-all") await calls.call("DELETE /api/admin/users/:userId/devices", { path, body });
            else {
              const device = { ...path, deviceId: asking.id };
              await calls.call("DELETE /api/admin/users/:userId/devices/:deviceId", { path: device, body });
            }
            await done(t(asking === "end-all" ? "done.endedAll" : "done.ended"));
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </Pane>
  );
}

interface PersonProps {
  readonly account: Account;
  readonly name: string;
  readonly onAsk: (act: Asking) => void;
}

function Person({ account: { user, suspension }, name, onAsk }: PersonProps) {
  return (
    <section class="pane-section">
      <Facts
        facts={[
          [t("username"), name],
          [t("id"), user.id],
          [t("since"), exactTime(user.createdAt)],
        ]}
        end={<IconButton icon="copy" label={t("copyId")} onClick={() => void copy(user.id, "id")} />}
      />
      {isSuspended(suspension) ? (
        <div class="admin-suspension">
          <p class="admin-suspension-head">{suspensionText(suspension)}</p>
          <p>{t("quoted", { reason: suspension.reason })}</p>
          <p class="admin-note">{t("suspendedBy", { name: suspension.by, time: exactTime(suspension.at) })}</p>
          <Button wide onClick={() => onAsk("restore")}>
            {t("restore")}
          </Button>
        </div>
      ) : (
        <Button kind="danger" wide icon="ban" onClick={() => onAsk("suspend")}>
          {t("suspend")}
        </Button>
      )}
    </section>
  );
}

interface DevicesProps {
  readonly devices: readonly SignedInDevice[];
  readonly onAsk: (act: Asking) => void;
}

function Devices({ devices, onAsk }: DevicesProps) {
  return (
    <section class="pane-section">
      <Heading class="pane-title">{t("sessions")}</Heading>
      {devices.length === 0 && <p class="admin-note">{t("noSessions")}</p>}
      <ul>
        {devices.map((device) => (
          <li key={device.id}>
            <Row
              icon="devices"
              title={deviceText(device)}
              note={t("lastSeen", { time: agoTime(device.lastSeenAt, now.value) })}
              end={
                <IconButton
                  icon="exit"
                  label={t("endOf", { device: deviceText(device) })}
                  onClick={() => onAsk(device)}
                />
              }
            />
          </li>
        ))}
      </ul>
      {devices.length > 0 && <Row icon="exit" title={t("endAll")} danger onClick={() => onAsk("end-all")} />}
    </section>
  );
}

const deviceText = ({ name }: SignedInDevice): string => tameName(name) || t("unnamedDevice");
