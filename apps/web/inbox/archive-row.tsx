// The row above the conversations that leads to those that are archived.
import { formatNumber } from "../i18n/format.ts";
import { Icon } from "../ui/icon.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import "./archive-row.css";

export const archiveRowPx = 44;

export function ArchiveRow({ count, onOpen }: { readonly count: number; readonly onOpen: () => void }) {
  return (
    <button type="button" class="archive-row" onClick={onOpen}>
      <Icon name="archive" size={18} />
      <span>{t("archive")}</span>
      <span class="archive-row-count">{formatNumber(count)}</span>
    </button>
  );
}
