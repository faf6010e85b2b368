// The page of how the client looks and which language it speaks. Both belong to this browser.
import { LanguageSwitch } from "../preferences/language-switch.tsx";
import { theme, type Theme } from "../preferences/preferences.ts";
import { commonWords } from "../ui/common-words.ts";
import { Segmented } from "../ui/segmented.tsx";
import { say } from "../ui/toasts.tsx";
import { settingsWords as t } from "./settings-words.ts";

const themes = ["system", "light", "dark"] as const satisfies readonly Theme[];

export function AppearancePage() {
  return (
    <section>
      <div class="settings-line">
        <span>{t("theme")}</span>
        <Segmented
          label={t("theme")}
          value={theme.value}
          options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
          onChange={(value) => {
            theme.value = value;
            say(commonWords("saved"));
          }}
        />
      </div>
      <div class="settings-line">
        <span>{t("language")}</span>
        <LanguageSwitch onChosen={() => say(commonWords("saved"))} />
      </div>
      <p class="settings-note">{t("thisBrowser")}</p>
    </section>
  );
}
