// The index of the settings, in the list column: who is signed in, the pages, and signing out.
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { close, go, shown } from "../route/navigation.ts";
import { commonWords } from "../ui/common-words.ts";
import { isNarrow } from "../ui/media.ts";
import { Pane } from "../ui/pane.tsx";
import { Row } from "../ui/row.tsx";
import { firstPage, settingsPages } from "./settings-pages.ts";
import { settingsWords as t } from "./settings-words.ts";
import SignOutDialog from "./sign-out-dialog.tsx";
import { PersonAvatar } from "../people/person-avatar.tsx";
import "./settings.css";

export default function SettingsIndex() {
  const chat = useChat();
  const [leaving, setLeaving] = useState(false);
  const user = chat.people.get(chat.me);
  const { main } = shown.value;
  const page = main?.name === "settings" ? main.page : "";
  // Beside the index there is always a page.
  const current = page === "" && !isNarrow.value ? firstPage : page;
  return (
    <Pane title={commonWords("settings")} onBack={close}>
      <Row
        picture={<PersonAvatar id={chat.me} name={chat.people.nameOf(chat.me)} />}
        title={chat.people.nameOf(chat.me)}
        note={user === null ? undefined : `@${user.username}`}
      />
      <nav aria-label={t("pages")}>
        <ul>
          {settingsPages.map(({ name, icon, label, isForKeys = false }) => (
            <li key={name} class={isForKeys ? "settings-for-keys" : undefined}>
              <Row
                icon={icon}
                title={label()}
                current={name === current}
                onClick={() => go({ name: "settings", page: name })}
              />
            </li>
          ))}
        </ul>
      </nav>
      {user !== null && (
        <Row icon="link" title={commonWords("myLink")} onClick={() => go({ name: "user", username: user.username })} />
      )}
      <Row icon="exit" title={commonWords("signOut")} danger onClick={() => setLeaving(true)} />
      {leaving && <SignOutDialog onClose={() => setLeaving(false)} />}
    </Pane>
  );
}
