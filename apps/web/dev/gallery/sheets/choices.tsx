// Switches, segmented choices and tabs.
import { useState } from "preact/hooks";
import { Segmented } from "../../../ui/segmented.tsx";
import { SegmentedField } from "../../../ui/segmented-field.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { Tabs } from "../../../ui/tabs.tsx";
import { Sample } from "../sample.tsx";

const themes = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

const tabs = [
  { id: "friends", label: "Friends", count: 128 },
  { id: "requests", label: "Requests", count: 2 },
  { id: "blocked", label: "Blocked" },
] as const;

export function Choices() {
  const [on, setOn] = useState(true);
  const [theme, setTheme] = useState<"system" | "light" | "dark">("system");
  const [tab, setTab] = useState<"friends" | "requests" | "blocked">("friends");
  return (
    <>
      <Sample of="switches">
        <Switch label="Announce who joins" on={on} onChange={setOn} />
        <Switch
          label="New members see what was written before they came, as far back as the group goes"
          on={!on}
          onChange={() => setOn(!on)}
        />
        <Switch label="Disabled" on disabled onChange={() => {}} />
      </Sample>
      <Sample of="segmented">
        <Segmented label="Theme" value={theme} options={themes} onChange={setTheme} />
      </Sample>
      <Sample of="segmented, as a field">
        <SegmentedField label="Theme" value={theme} options={themes} onChange={setTheme} />
      </Sample>
      <Sample of="segmented, narrow" narrow>
        <SegmentedField
          label="How long"
          value={theme}
          options={themes.map(({ value, label }) => ({ value, label: `${label} for a day` }))}
          onChange={setTheme}
        />
      </Sample>
      <Sample of="tabs">
        <Tabs label="People" tabs={tabs} selected={tab} onSelect={setTab}>
          What stands under {tab}
        </Tabs>
      </Sample>
      <Sample of="tabs, narrow" narrow>
        <Tabs label="People, narrow" tabs={tabs} selected={tab} onSelect={setTab}>
          They scroll
        </Tabs>
      </Sample>
    </>
  );
}
