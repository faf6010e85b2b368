// The state of a field in which somebody looks for people: the text, what it finds, which of that is chosen by the keys,
// and the call to the server.
import type { User, UserId } from "@klatch/sdk";
import { useId, useRef, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { useTask } from "../ui/use-task.ts";
import { keyOfOption, personOptions, type PersonOption } from "./known-people.ts";
import { peopleSearchWords as t } from "./people-search-words.ts";
import { useKnownPeople } from "./use-known-people.ts";
import { useServerSearch } from "./use-server-search.ts";

const maxFound = 20;
const maxSuggested = 8;

export interface PeopleSearch {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  readonly options: readonly PersonOption[];
  /** Of the option that Enter takes; -1: none. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  /** Base of the ids of its elements. */
  readonly id: string;
  readonly choose: (option: PersonOption) => void;
  /** Asks the server for people by their usernames. */
  readonly lookUp: (...usernames: readonly string[]) => void;
  readonly busy: boolean;
  readonly error: unknown;
  /** Whom was found cannot be chosen, and why; null: nothing to say. */
  readonly refusal: string | null;
  /** Arrows, and Enter on an option. @returns whether the key was used */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

interface SearchParts {
  /** Who is not offered. */
  readonly without: ReadonlySet<UserId>;
  /** Takes whom was chosen. @returns why not; null: taken */
  readonly onPerson: (user: User) => string | null;
}

export function usePeopleSearch({ without, onPerson }: SearchParts): PeopleSearch {
  const chat = useChat();
  // An answer of the server may come after another person was taken.
  const latest = useRef(onPerson);
  latest.current = onPerson;
  const known = useKnownPeople();
  const id = useId();
  const [query, setQuery] = useState("");
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  useServerSearch(query);
  const isBlank = query.trim() === "";
  const options = isBlank
    ? personOptions(known.recent, "", without, maxSuggested)
    : personOptions(known.all, query, without, maxFound);
  const found = options.findIndex((option) => keyOfOption(option) === activeKey);
  // Where nothing is typed, Enter takes nobody.
  const active = found === -1 && !isBlank ? Math.min(0, options.length - 1) : found;

  const change = (text: string): void => {
    setQuery(text);
    setActiveKey(null);
    setRefusal(null);
    task.clear();
  };
  const take = (user: User): void => {
    const why = user.id === chat.me ? t("self") : latest.current(user);
    setRefusal(why);
    if (why === null) setQuery("");
    setActiveKey(null);
  };
  const task = useTask(async (usernames: readonly string[]) => {
    for (const username of usernames) {
      const user = await chat.client.userByUsername(username);
      chat.people.learn(user);
      take(user);
    }
  });
  const choose = (option: PersonOption): void => {
    if (option.kind === "person") take(option.person.user);
    else void task.run([option.username]);
  };
  const setActive = (index: number): void => {
    const option = options[index];
    if (option !== undefined) setActiveKey(keyOfOption(option));
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    const option = options[active];
    if (event.key === "ArrowDown") setActive((active + 1) % options.length);
    else if (event.key === "ArrowUp") setActive(active <= 0 ? options.length - 1 : active - 1);
    else if (event.key === "Enter" && option !== undefined) choose(option);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    query,
    setQuery: change,
    options,
    active,
    setActive,
    id,
    choose,
    lookUp: (...usernames) => void task.run(usernames),
    busy: task.busy,
    error: task.error,
    refusal,
    onKey,
  };
}
