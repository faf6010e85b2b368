// A newer build of the page is ready: taken when the person says so, never under their hands.
import { signal } from "@preact/signals";
import { Button } from "../ui/button.tsx";
import { connectionWords as t } from "./connection-words.ts";
import "./bars.css";

/** Null: there is none. */
export const readyUpdate = signal<(() => void) | null>(null);

export function UpdateBar() {
  const apply = readyUpdate.value;
  if (apply === null) return null;
  return (
    <div class="bar" role="status">
      <span>{t("updateAvailable")}</span>
      <Button kind="primary" onClick={apply}>
        {t("update")}
      </Button>
    </div>
  );
}
