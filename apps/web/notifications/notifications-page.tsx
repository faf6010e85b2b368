// The page of notifications: whether this device is told, and what the user has chosen for all of them.
import type { NotificationPatch, NotificationSettings, QuietHours, Weekday } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Fetched } from "../ui/fetched.tsx";
import { Heading } from "../ui/heading.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { useChoice } from "../ui/use-choice.ts";
import { EmailSection, hasMails } from "./email-section.tsx";
import { notificationWords as t } from "./notification-words.ts";
import { noteChoices } from "./known-choices.ts";
import { deviceState, isOffered, turnOff, turnOn } from "./push-device.ts";
import { hasSound, isSoundOn, playSound, setSound } from "./sound.ts";

const days: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** What somebody who turns them on gets first. */
const firstHours = { from: "22:00", to: "07:00", days } as const;

export function NotificationsPage() {
  const { client } = useChat();
  return (
    <>
      <ThisDevice />
      {hasSound() && <Sound />}
      {isOffered(client) && (
        <Fetched ask={() => client.notifications.settings()} rows={2}>
          {(stored, onStored) => <Choices stored={stored} onStored={onStored} />}
        </Fetched>
      )}
    </>
  );
}

function ThisDevice() {
  const { client } = useChat();
  const [state, setState] = useState(() => deviceState(client));
  const choice = useChoice(state === "on", async (on) => setState(await (on ? turnOn(client) : turnOff(client))));
  if (state === "none") return <p class="settings-note">{t("none")}</p>;
  return (
    <section>
      <Switch label={t("thisDevice")} on={choice.shown} disabled={state === "denied"} onChange={choice.set} />
      <p class="settings-note">
        {t(state === "denied" ? "denied" : state === "unreachable" ? "unreachable" : "thisDeviceNote")}
      </p>
      <ErrorNotice error={choice.error} />
    </section>
  );
}

function Sound() {
  const { client } = useChat();
  const [isOn, setIsOn] = useState(() => isSoundOn(client));
  const choose = (on: boolean): void => {
    setSound(client, on);
    setIsOn(on);
    // So that it is known; the browser allows it after this click.
    if (on) playSound().catch(() => {});
  };
  return (
    <section>
      <Switch label={t("sound")} on={isOn} onChange={choose} />
      <p class="settings-note">{t("soundNote")}</p>
    </section>
  );
}

interface ChoicesProps {
  readonly stored: NotificationSettings;
  readonly onStored: (stored: NotificationSettings) => void;
}

function Choices({ stored, onStored }: ChoicesProps) {
  const { client } = useChat();
  useEffect(() => noteChoices(client, stored), [stored]);
  const choice = useChoice(stored, async (next) => onStored(await client.notifications.edit(patchOf(next))));
  const set = (patch: NotificationPatch): void => choice.set({ ...choice.shown, ...patch });
  const { preview, mentionsBreakThrough, quietHours, friendRequests, invitations, messageRequests } = choice.shown;
  const zone = quietHours?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <section>
        <Heading class="pane-title">{t("allDevices")}</Heading>
        <Switch label={t("preview")} on={preview} onChange={(on) => set({ preview: on })} />
        <p class="settings-note">{t("previewNote")}</p>
        <Switch
          label={t("mentionsBreakThrough")}
          on={mentionsBreakThrough}
          onChange={(on) => set({ mentionsBreakThrough: on })}
        />
        <p class="settings-note">{t("mentionsBreakThroughNote")}</p>
        <Switch label={t("friendRequests")} on={friendRequests} onChange={(on) => set({ friendRequests: on })} />
        <Switch label={t("invitations")} on={invitations} onChange={(on) => set({ invitations: on })} />
        <Switch label={t("messageRequests")} on={messageRequests} onChange={(on) => set({ messageRequests: on })} />
        <p class="settings-note">{t("messageRequestsNote")}</p>
        <Switch
          label={t("quiet")}
          on={quietHours !== null}
          onChange={(on) => set({ quietHours: on ? { ...firstHours, days: [...days], zone } : null })}
        />
        {quietHours !== null && (
          <Hours hours={quietHours} onChange={(changed) => set({ quietHours: { ...quietHours, ...changed } })} />
        )}
        <p class="settings-note">{t("quietNote", { zone })}</p>
        <ErrorNotice error={choice.error} />
      </section>
      {hasMails(client) && (
        <EmailSection digest={choice.shown.emailDigest} onDigest={(on) => set({ emailDigest: on })} />
      )}
    </>
  );
}

/** Also from a server that knows none of the later ones. */
const patchOf = (chosen: NotificationSettings): NotificationPatch => chosen;

interface HoursProps {
  readonly hours: QuietHours;
  readonly onChange: (changed: Partial<QuietHours>) => void;
}

function Hours({ hours, onChange }: HoursProps) {
  return (
    <>
      {(["from", "to"] as const).map((end) => (
        <label key={end} class="setting">
          <span>{t(end)}</span>
          <input
            type="time"
            required
            value={hours[end]}
            onChange={({ currentTarget: { value } }) => value !== "" && onChange({ [end]: value })}
          />
        </label>
      ))}
      <fieldset class="quiet-days">
        <legend>{t("days")}</legend>
        {days.map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              checked={hours.days.includes(day)}
              // The last day stays: without one there are no quiet hours.
              disabled={hours.days.length === 1 && hours.days.includes(day)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({ days: days.filter((one) => (one === day ? checked : hours.days.includes(one))) })
              }
            />
            {t(day)}
          </label>
        ))}
      </fieldset>
    </>
  );
}
