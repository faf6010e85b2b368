// Chooses the language. Each language is written in itself, so that people find theirs without reading the other.
import { locale, localePreference } from "../i18n/locale.ts";
import { Segmented } from "../ui/segmented.tsx";

const names = [
  ["en", "English"],
  ["zh", "中文"],
] as const;

interface LanguageSwitchProps {
  readonly onChosen?: () => void;
}

export function LanguageSwitch({ onChosen }: LanguageSwitchProps) {
  return (
    <Segmented
      label="Language · 语言"
      value={locale.value}
      options={names.map(([value, label]) => ({ value, label }))}
      onChange={(value) => {
        localePreference.value = value;
        onChosen?.();
      }}
    />
  );
}
