// The main column: what the list's choice has opened.
import { useEffect, useRef } from "preact/hooks";
import { Suspense } from "preact/compat";
import { BannerZone } from "../banner/banner-zone.tsx";
import { shown } from "../route/navigation.ts";
import { switcherKeys } from "../switcher/switcher-state.ts";
import { isNarrow } from "../ui/media.ts";
import { ConversationPlace } from "./conversation-place.tsx";
import { shellWords as t } from "./shell-words.ts";
import { lazyPart } from "../ui/lazy-part.tsx";
import "./main-column.css";

const SettingsPage = lazyPart(() => import("../settings/settings-page.tsx"));

export function MainColumn() {
  const { main, sides, column } = shown.value;
  const before = useRef<typeof main>(null);
  const cameFrom = before.current?.name;
  useEffect(() => void (before.current = main), [main]);
  const notices = (!isNarrow.value || column === "main") && <BannerZone entry={null} />;
  if (main?.name === "settings")
    return (
      <>
        {notices}
        <Suspense fallback={null}>
          <SettingsPage page={main.page} />
        </Suspense>
      </>
    );
  if (main?.name !== "conversation")
    return (
      <>
        {notices}
        <NothingOpen />
      </>
    );
  return (
    <ConversationPlace
      key={main.id}
      id={main.id}
      side={sides.at(-1) ?? null}
      seq={main.seq ?? null}
      takesFocus={cameFrom !== "settings"}
    />
  );
}

function NothingOpen() {
  const [before = "", after = ""] = t("pickText", { keys: "\u0000" }).split("\u0000");
  return (
    <section class="conversation conversation-none">
      <h2>{t("pickTitle")}</h2>
      <p>
        {before}
        <kbd>{switcherKeys}</kbd>
        {after}
      </p>
    </section>
  );
}
