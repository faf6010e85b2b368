// Fetches the next page of a list; nothing where that was all.
import { Button } from "../ui/button.tsx";
import { operatorWords as t } from "./operator-words.ts";
import type { AskedPages } from "./use-asked.ts";

export function MoreButton({ pages: { more, busy } }: { readonly pages: AskedPages<unknown> }) {
  if (more === null) return null;
  return (
    <div class="admin-acts">
      <Button icon="down" busy={busy} onClick={() => void more()}>
        {t("more")}
      </Button>
    </div>
  );
}
