// The page of the user's signed-in devices. One of the others is signed out, or all of them.
import type { Device } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Row } from "../ui/row.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useTask } from "../ui/use-task.ts";
import { deviceName, deviceNote, thisDeviceFirst } from "./device-text.ts";
import { settingsWords as t } from "./settings-words.ts";

export function DevicesPage() {
  const { client } = useChat();
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const [asking, setAsking] = useState<Device | "others" | null>(null);
  const load = useTask(async () => setDevices(thisDeviceFirst(await client.devices())));
  useEffect(() => void load.run(), []);
  const keep = (isKept: (device: Device) => boolean): void => setDevices((devices ?? []).filter(isKept));
  const close = (): void => setAsking(null);
  return (
    <section aria-busy={load.busy}>
      <ErrorNotice error={load.error} />
      {load.error !== null && <Button onClick={() => void load.run()}>{commonWords("retry")}</Button>}
      {devices === null && load.error === null && <Skeleton rows={3} kind="person" />}
      {devices !== null && (
        <ul aria-label={t("devices")}>
          {devices.map((device) => (
            <li key={device.id}>
              <Row
                icon="devices"
                title={deviceName(device)}
                note={deviceNote(device, now.value)}
                end={
                  device.current ? undefined : (
                    <IconButton
                      icon="exit"
                      label={t("signOutOf", { device: deviceName(device) })}
                      onClick={() => setAsking(device)}
                    />
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
      {devices?.some(({ network }) => network !== undefined && network !== null) === true && (
        <p class="settings-note">{t("networkNote")}</p>
      )}
      {devices?.some(({ current }) => !current) === true && (
        <Row icon="exit" title={t("signOutOthers")} danger onClick={() => setAsking("others")} />
      )}
      {asking === "others" && (
        <ConfirmDialog
          title={t("signOutOthersTitle")}
          text={t("signOutOthersText")}
          action={t("signOutOthers")}
          onConfirm={async () => {
            await client.signOutOtherDevices();
            keep(({ current }) => current);
          }}
          onClose={close}
        />
      )}
      {asking !== null && asking !== "others" && (
        <ConfirmDialog
          title={t("signOutOfTitle", { device: deviceName(asking) })}
          text={t("signOutOfText")}
          action={commonWords("signOut")}
          onConfirm={async () => {
            await client.signOutDevice(asking.id);
            keep(({ id }) => id !== asking.id);
          }}
          onClose={close}
        />
      )}
    </section>
  );
}
