// The page of keys. Of no use without a keyboard, and not in the index there.
import { Fragment } from "preact";
import { switcherKeys } from "../switcher/switcher-state.ts";
import { isApple } from "../ui/is-apple.ts";
import { settingsWords as t } from "./settings-words.ts";

const alt = isApple ? "⌥" : "Alt";

const keys = [
  { does: () => t("keySwitch"), keys: [switcherKeys] },
  { does: () => t("keyList"), keys: ["↑", "↓", "j", "k"] },
  { does: () => t("keyNext"), keys: [`${alt} ↓`, `${alt} ↑`] },
  { does: () => t("keyNextUnread"), keys: [`${alt} Shift ↓`, `${alt} Shift ↑`] },
  { does: () => t("keyUp"), keys: ["Shift Tab"] },
  { does: () => t("keyEditLast"), keys: ["↑"] },
  { does: () => t("keyReply"), keys: ["r"] },
  { does: () => t("keyReact"), keys: ["1", "…", "6", "+"] },
  { does: () => t("keyEdit"), keys: ["e"] },
  { does: () => t("keyPin"), keys: ["p"] },
  { does: () => t("keyPerson"), keys: ["u"] },
  { does: () => t("keySelect"), keys: ["x", "Shift x"] },
  { does: () => t("keyDelete"), keys: ["Delete"] },
  { does: () => t("keySend"), keys: ["Enter"] },
  { does: () => t("keyBreak"), keys: ["Shift Enter"] },
  { does: () => t("keyBack"), keys: ["Esc"] },
] as const;

export function KeyboardPage() {
  return (
    <dl class="settings-keys">
      {keys.map((entry) => (
        <Fragment key={entry.does()}>
          <dt>{entry.does()}</dt>
          <dd>
            {entry.keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
