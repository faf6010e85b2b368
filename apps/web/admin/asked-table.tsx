// A list of the server as a table: that there is nothing in it, or its rows, and the button for more of them.
import { AdminTable, type AdminTableProps } from "./admin-table.tsx";
import { MoreButton } from "./more-button.tsx";
import type { AskedPages } from "./use-asked.ts";

interface AskedTableProps<T> extends Omit<AdminTableProps<T>, "rows"> {
  readonly pages: AskedPages<T>;
  /** What an empty list says. */
  readonly none: string;
}

export function AskedTable<T>({ pages, none, ...table }: AskedTableProps<T>) {
  const rows = pages.value;
  return (
    <>
      {rows?.length === 0 && <p class="admin-note">{none}</p>}
      {rows !== null && rows.length > 0 && <AdminTable {...table} rows={rows} />}
      <MoreButton pages={pages} />
    </>
  );
}
