// The user's signed-in devices. Each of the others can be signed out.
import type { Device } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { agoTime } from "../text/times.ts";
import { tameName } from "../text/tame-name.ts";
import { IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { useTask } from "../ui/use-task.ts";
import { settingsWords as t } from "./settings-words.ts";

export function DeviceList() {
  const { client } = useChat();
  const [devices, setDevices] = useState<readonly Device[]>([]);
  const [asking, setAsking] = useState(false);
  const load = useTask(async () => setDevices(await client.devices()));
  const signOut = useTask(async (id: Device["id"]) => {
    await client.signOutDevice(id);
    setDevices(devices.filter((device) => device.id !== id));
  });
  useEffect(() => void load.run(), []);
  const others = devices.filter(({ current }) => !current);
  return (
    <section class="pane-section">
      <Heading class="pane-title">{t("devices")}</Heading>
      <ErrorNotice error={load.error ?? signOut.error} />
      <ul>
        {devices
          .toSorted((a, b) => Number(b.current) - Number(a.current))
          .map((device) => (
            <li key={device.id}>
              <Row
                icon="devices"
                title={tameName(device.name) || t("unnamed")}
                note={device.current ? t("thisDevice") : t("lastSeen", { time: agoTime(device.lastSeenAt, now.value) })}
                end={
                  device.current ? undefined : (
                    <IconButton icon="exit" label={t("signOutDevice")} onClick={() => void signOut.run(device.id)} />
                  )
                }
              />
            </li>
          ))}
      </ul>
      {others.length > 0 && <Row icon="exit" title={t("signOutOthers")} danger onClick={() => setAsking(true)} />}
      {asking && (
        <ConfirmDialog
          title={t("signOutOthers")}
          text={t("signOutOthersText")}
          action={t("signOutOthers")}
          onConfirm={async () => {
            await client.signOutOtherDevices();
            setDevices(devices.filter(({ current }) => current));
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
