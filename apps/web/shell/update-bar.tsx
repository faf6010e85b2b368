// The bar that says that a newer build of the page is ready. It is applied only when the person asks for it.
import { signal } from "@preact/signals";
import { Button } from "../ui/button.tsx";
import { connectionWords as t } from "./connection-words.ts";
import "./bars.css";

/** Applies the newer build; null: there is none. */
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
