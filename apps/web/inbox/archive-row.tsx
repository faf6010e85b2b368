// The rows above the conversations that lead to those that are apart: archived, or not accepted yet.
import { formatNumber } from "../i18n/format.ts";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icon-paths.ts";
import { inboxWords as t } from "./inbox-words.ts";
import "./archive-row.css";

export const archiveRowPx = 44;

interface RowProps {
  readonly count: number;
  readonly onOpen: () => void;
}

export const ArchiveRow = (props: RowProps) => <ApartRow icon="archive" label={t("archive")} {...props} />;

export const RequestsRow = (props: RowProps) => <ApartRow icon="person" label={t("messageRequests")} {...props} />;

function ApartRow({ icon, label, count, onOpen }: RowProps & { readonly icon: IconName; readonly label: string }) {
  return (
    <button type="button" class="archive-row" onClick={onOpen}>
      <Icon name={icon} size={18} />
      <span>{label}</span>
      <span class="archive-row-count">{formatNumber(count)}</span>
    </button>
  );
}
