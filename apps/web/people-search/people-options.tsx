// The people that a search has found, and the one whom the server is asked for. The field above keeps the focus.
import { IconLine } from "./icon-line.tsx";
import { keyOfOption, type PersonOption } from "./known-people.ts";
import { peopleSearchWords as t } from "./people-search-words.ts";
import { PersonLine } from "./person-line.tsx";
import type { PeopleSearch } from "./use-people-search.ts";
import "./people-options.css";

interface PeopleOptionsProps {
  readonly search: PeopleSearch;
}

export function PeopleOptions({ search }: PeopleOptionsProps) {
  const { id, options, active } = search;
  if (options.length === 0) return search.query.trim() === "" ? null : <p class="people-none">{t("nobody")}</p>;
  return (
    <ul id={`${id}-list`} class="people-options" role="listbox" aria-label={t("people")}>
      {options.map((option, index) => (
        <li
          key={keyOfOption(option)}
          id={`${id}-${index}`}
          class="people-option"
          role="option"
          aria-selected={index === active}
          ref={index === active ? intoView : null}
          // The field keeps the focus, so that more can be typed.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => search.choose(option)}
        >
          <Option option={option} />
        </li>
      ))}
    </ul>
  );
}

function Option({ option }: { readonly option: PersonOption }) {
  if (option.kind === "look-up") return <IconLine icon="search" text={t("find", { username: option.username })} />;
  const { user, name } = option.person;
  return <PersonLine id={user.id} name={name} username={user.username} avatar={user.avatar} />;
}

interface Combobox {
  /** Base of the ids of list and options. */
  readonly id: string;
  readonly options: readonly unknown[];
  /** -1: none. */
  readonly active: number;
}

/** The field of a search: what screen readers need to follow the options. */
export const comboboxOf = ({ id, options, active }: Combobox) =>
  ({
    role: "combobox",
    "aria-expanded": options.length > 0,
    "aria-autocomplete": "list",
    "aria-controls": `${id}-list`,
    "aria-activedescendant": active === -1 ? undefined : `${id}-${active}`,
    autoComplete: "off",
    autoCapitalize: "off",
    spellcheck: false,
  }) as const;

const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "nearest" });
