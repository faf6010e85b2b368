// The settings: account, appearance, devices, and sign-out.
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { LanguageSwitch } from "../preferences/language-switch.tsx";
import { theme, type Theme } from "../preferences/preferences.ts";
import { close } from "../route/navigation.ts";
import { switcherKeys } from "../switcher/switcher-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { copy } from "../ui/copy.ts";
import { Heading } from "../ui/heading.tsx";
import { Pane } from "../ui/pane.tsx";
import { Row } from "../ui/row.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { DeviceList } from "./device-list.tsx";
import { SecuritySection } from "./security-section.tsx";
import { settingsWords as t } from "./settings-words.ts";
import SignOutDialog from "./sign-out-dialog.tsx";
import "./settings-pane.css";

const themes = ["system", "light", "dark"] as const satisfies readonly Theme[];

export default function SettingsPane() {
  const chat = useChat();
  const [leaving, setLeaving] = useState(false);
  // The list of devices is fetched again when it changes.
  const [signedOut, setSignedOut] = useState(0);
  const user = chat.people.get(chat.me);
  const name = chat.people.nameOf(chat.me);
  return (
    <Pane title={t("title")} onBack={close}>
      <div class="settings-self">
        <Avatar id={chat.me} name={name} size="large" />
        <Heading>
          <bdi>{name}</bdi>
        </Heading>
        {user !== null && (
          <button
            type="button"
            class="settings-username"
            title={t("copyUsername")}
            onClick={() => void copy(user.username, "username")}
          >
            @{user.username}
          </button>
        )}
      </div>
      <section class="pane-section">
        <Heading class="pane-title">{t("appearance")}</Heading>
        <div class="settings-line">
          <span>{t("theme")}</span>
          <Segmented
            label={t("theme")}
            value={theme.value}
            options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
            onChange={(value) => (theme.value = value)}
          />
        </div>
        <div class="settings-line">
          <span>{t("language")}</span>
          <LanguageSwitch />
        </div>
      </section>
      <DeviceList key={signedOut} />
      <SecuritySection onSignedOut={() => setSignedOut(signedOut + 1)} />
      <section class="pane-section settings-keys">
        <Heading class="pane-title">{t("keyboard")}</Heading>
        <dl>
          <dt>{t("keySwitch")}</dt>
          <dd>
            <kbd>{switcherKeys}</kbd>
          </dd>
          <dt>{t("keyList")}</dt>
          <dd>
            <kbd>↑</kbd> <kbd>↓</kbd> <kbd>j</kbd> <kbd>k</kbd>
          </dd>
          <dt>{t("keyUp")}</dt>
          <dd>
            <kbd>↑</kbd>
          </dd>
          <dt>{t("keyReply")}</dt>
          <dd>
            <kbd>r</kbd>
          </dd>
          <dt>{t("keySend")}</dt>
          <dd>
            <kbd>Enter</kbd>
          </dd>
          <dt>{t("keyBreak")}</dt>
          <dd>
            <kbd>Shift Enter</kbd>
          </dd>
          <dt>{t("keyBack")}</dt>
          <dd>
            <kbd>Esc</kbd>
          </dd>
        </dl>
      </section>
      <Row icon="exit" title={t("signOut")} danger onClick={() => setLeaving(true)} />
      {leaving && <SignOutDialog onClose={() => setLeaving(false)} />}
    </Pane>
  );
}
