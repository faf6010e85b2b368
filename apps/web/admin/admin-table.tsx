// The one table of the operators' pages: a head that stays, rows that open and have a menu. Arrows, j and k go through it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/button.tsx";
import { steppedIndex } from "../ui/list-keys.ts";
import { Menu, type MenuItem, type MenuPlace } from "../ui/menu.tsx";
import { menuTriggers } from "../ui/menu-triggers.ts";
import { operatorWords as t } from "./operator-words.ts";
import "./admin-table.css";

export interface Column<T> {
  readonly head: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Where one column is all there is room for, the others say it in the panel. */
  readonly isWideOnly?: boolean;
  /** A time, a number or a word: the other columns share what it leaves. */
  readonly isShort?: boolean;
}

const classOf = ({ isWideOnly = false, isShort = false }: Column<never>): string =>
  `${isWideOnly ? "admin-wide" : ""} ${isShort ? "admin-short" : ""}`.trim();

export interface AdminTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** What a row is called where its menu or its button is read aloud. */
  readonly nameOf: (row: T) => string;
  readonly openKey?: string | null;
  readonly onOpen?: (row: T) => void;
  /** None: the row has no menu. */
  readonly menuOf?: (row: T) => readonly MenuItem[];
}

export function AdminTable<T>(props: AdminTableProps<T>) {
  const { label, columns, rows, keyOf, nameOf, openKey = null, onOpen, menuOf = () => [] } = props;
  const [menu, setMenu] = useState<{ readonly row: T; readonly at: MenuPlace } | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);

  const count = rows.length;
  const shownBefore = useRef({ count, first: rows[0] === undefined ? null : keyOf(rows[0]) });
  useEffect(() => {
    const before = shownBefore.current;
    const first = rows[0] === undefined ? null : keyOf(rows[0]);
    shownBefore.current = { count, first };
    // The button that brought more is below it, or gone: the focus goes to the first of what came.
    const isFree = document.activeElement === document.body || document.activeElement?.closest(".admin-acts") !== null;
    if (before.count > 0 && count > before.count && first === before.first && isFree)
      body.current?.querySelectorAll<HTMLElement>(".admin-open")[before.count]?.focus();
  }, [count]);

  const step = (event: KeyboardEvent): void => {
    const buttons = [...(body.current?.querySelectorAll<HTMLElement>(".admin-open") ?? [])];
    const from = buttons.findIndex((button) => button === document.activeElement);
    const to = from === -1 ? null : steppedIndex(event, from, buttons.length);
    if (to === null) return;
    event.preventDefault();
    buttons[to]?.focus();
  };
  const hasMenus = rows.some((row) => menuOf(row).length > 0);

  return (
    <div class="admin-table">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" class={classOf(column)}>
                {column.head}
              </th>
            ))}
            {hasMenus && (
              <th scope="col" class="admin-more">
                <span class="visually-hidden">{t("acts")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={step}>
          {rows.map((row) => {
            const key = keyOf(row);
            const items = menuOf(row);
            const open = (at: MenuPlace): void => setMenu({ row, at });
            return (
              <tr
                key={key}
                class={`${onOpen === undefined ? "" : "admin-opens"}${key === openKey ? " admin-row-open" : ""}`}
                // The button in the row is for keyboards; the mouse may hit the row anywhere.
                onClick={(event) => {
                  const isControl = event.target instanceof Element && event.target.closest("button, a") !== null;
                  if (!isControl) onOpen?.(row);
                }}
                {...(items.length > 0 && menuTriggers(open))}
              >
                {columns.map((column, index) => (
                  <td key={column.head} class={classOf(column)}>
                    {index === 0 && onOpen !== undefined ? (
                      <button
                        type="button"
                        class="admin-open"
                        aria-current={key === openKey ? "true" : undefined}
                        onClick={() => onOpen(row)}
                      >
                        {column.cell(row)}
                      </button>
                    ) : (
                      <span class="admin-cell">{column.cell(row)}</span>
                    )}
                  </td>
                ))}
                {hasMenus && (
                  <td class="admin-more">
                    {items.length > 0 && (
                      <IconButton
                        icon="more"
                        label={t("moreOf", { name: nameOf(row) })}
                        onClick={(event) => {
                          const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
                          open({ x: left, y: bottom });
                        }}
                      />
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {menu !== null && (
        <Menu
          label={t("moreOf", { name: nameOf(menu.row) })}
          items={menuOf(menu.row)}
          at={menu.at}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  );
}
