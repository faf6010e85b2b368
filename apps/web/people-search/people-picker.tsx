// Chooses several people, as the recipients of a mail are: chips of the chosen, and a field that finds the next one.
import type { User, UserId } from "@klatch/sdk";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { nameOfUser } from "../model/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { ChosenChip } from "../ui/chip.tsx";
import { isComposingIn } from "../ui/input-method.ts";
import { Name } from "../ui/name.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { endedName, pastedUsernames } from "./known-people.ts";
import { comboboxOf, PeopleOptions } from "./people-options.tsx";
import { peopleSearchWords as t } from "./people-search-words.ts";
import { usePeopleSearch } from "./use-people-search.ts";
import "../ui/field.css";
import "./people-picker.css";

interface PeoplePickerProps {
  readonly people: readonly User[];
  readonly onChange: (people: readonly User[]) => void;
  /** People who are members already and are not offered. */
  readonly without?: ReadonlySet<UserId>;
  readonly autoFocus?: boolean;
  /** How many may be chosen. */
  readonly max?: number;
}

const nobody: ReadonlySet<UserId> = new Set();

export function PeoplePicker({ people, onChange, without = nobody, autoFocus = false, max }: PeoplePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const [isEnded, setEnded] = useState(false);
  useAutoFocus(input, autoFocus);
  const search = usePeopleSearch({
    without: new Set([...without, ...people.map(({ id }) => id)]),
    onPerson: (user) => {
      if (without.has(user.id)) return t("isIn", { name: nameOfUser(user) });
      if (people.some(({ id }) => id === user.id)) return null;
      if (max !== undefined && people.length >= max) return t("full", { count: max + 1 });
      setSaid(t("added", { name: nameOfUser(user) }));
      onChange([...people, user]);
      return null;
    },
  });
  const remove = (person: User): void => {
    setSaid(t("removed", { name: nameOfUser(person) }));
    onChange(people.filter(({ id }) => id !== person.id));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyped = search.query.trim() !== "";
    const last = people.at(-1);
    if (event.key === "Backspace" && search.query === "" && last !== undefined && !event.repeat) {
      event.preventDefault();
      remove(last);
    } else if (!search.onKey(event) && event.key === "Enter" && isTyped) event.preventDefault();
  };
  const write = (field: HTMLInputElement): void => {
    const ended = isComposingIn(field) ? null : endedName(field.value);
    search.setQuery(ended ?? field.value);
    setEnded(ended !== null);
  };
  useEffect(() => {
    if (!isEnded) return;
    setEnded(false);
    const option = search.options[search.active];
    if (option !== undefined) search.choose(option);
  }, [isEnded]);
  return (
    <div class="people-picker">
      <ChosenPeople people={people} onRemove={remove} input={input}>
        <input
          ref={input}
          class="field-input people-picker-input"
          value={search.query}
          dir={search.query === "" ? undefined : "auto"}
          aria-label={t("add")}
          placeholder={people.length === 0 ? t("placeholder") : ""}
          aria-busy={search.busy}
          {...comboboxOf(search)}
          onInput={({ currentTarget }) => write(currentTarget)}
          onCompositionEnd={({ currentTarget }) => write(currentTarget)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const names = pastedUsernames(event.clipboardData?.getData("text/plain") ?? "");
            if (names === null) return;
            event.preventDefault();
            search.lookUp(...names);
          }}
        />
      </ChosenPeople>
      {search.refusal !== null && <Notice>{search.refusal}</Notice>}
      <ErrorNotice error={search.error} />
      <p class="visually-hidden" role="status">
        {said}
      </p>
      <PeopleOptions search={search} />
    </div>
  );
}

interface ChosenPeopleProps {
  readonly people: readonly User[];
  readonly onRemove: (person: User) => void;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly children: ComponentChildren;
}

/** The box of chips and field. A click anywhere in it leads to the field. */
function ChosenPeople({ people, onRemove, input, children }: ChosenPeopleProps) {
  return (
    <div
      class="field-box people-picker-box"
      role="group"
      aria-label={t("chosen")}
      onMouseDown={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        input.current?.focus();
      }}
    >
      {people.map((person) => (
        <ChosenChip
          key={person.id}
          picture={<Avatar id={person.id} name={nameOfUser(person)} size="tiny" avatar={person.avatar} />}
          removeLabel={t("remove", { name: nameOfUser(person) })}
          onRemove={() => onRemove(person)}
        >
          <Name text={nameOfUser(person)} />
        </ChosenChip>
      ))}
      {children}
    </div>
  );
}
