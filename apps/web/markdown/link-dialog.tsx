// Asks before a link opens that leads elsewhere than its label says.
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { copy } from "../ui/copy.ts";
import { Dialog } from "../ui/dialog.tsx";
import { linkProps } from "./message-link.tsx";
import { linkWords as t } from "./link-words.ts";

interface LinkDialogProps {
  readonly href: string;
  readonly place: string;
  readonly onClose: () => void;
}

export function LinkDialog({ href, place, onClose }: LinkDialogProps) {
  const [before = "", after = ""] = t("elsewhere", { place: "\n" }).split("\n");
  return (
    <Dialog title={t("title")} onClose={onClose}>
      <p class="dialog-text">
        {before}
        <bdi class="link-dialog-place" dir="ltr">
          {place}
        </bdi>
        {after}
      </p>
      <p class="link-dialog-address" dir="ltr">
        {href}
      </p>
      <div class="dialog-actions">
        <Button onClick={onClose}>{commonWords("cancel")}</Button>
        <Button onClick={() => void copy(href, "link")}>{commonWords("copyLink")}</Button>
        <a class="button button-primary" href={href} {...linkProps} onClick={onClose}>
          {t("open")}
        </a>
      </div>
    </Dialog>
  );
}
