// The switcher (Ctrl+K): finds a conversation, a person, a page or an act by a few letters.
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { useOpenDirect } from "../new-chat/use-open-direct.ts";
import { comboboxOf } from "../people-search/people-options.tsx";
import { useKnownPeople } from "../people-search/use-known-people.ts";
import { useServerSearch } from "../people-search/use-server-search.ts";
import { go } from "../route/navigation.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { choicesFor, keyOfChoice } from "./choices.ts";
import { placeOfInvitation, switcherPlaces } from "./places.ts";
import { SwitcherRow, type SwitcherChoice } from "./switcher-row.tsx";
import { switcherOpen } from "./switcher-state.ts";
import { switcherWords as t } from "./switcher-words.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import "./switcher.css";

const SignOutDialog = lazyLayer(() => import("../settings/sign-out-dialog.tsx"));

export default function Switcher() {
  const [leaving, setLeaving] = useState(false);
  const close = (): void => {
    switcherOpen.value = false;
  };
  if (!leaving) return <SwitcherDialog onClose={close} onSignOut={() => setLeaving(true)} />;
  return (
    <Suspense fallback={null}>
      <SignOutDialog onClose={close} />
    </Suspense>
  );
}

interface SwitcherDialogProps {
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

function SwitcherDialog({ onClose, onSignOut }: SwitcherDialogProps) {
  const chat = useChat();
  const { all: people } = useKnownPeople();
  // Their order is that of the moment when the switcher was opened: no message moves a row from under the pointer.
  const [entries] = useState(() => chat.inbox.entries.peek());
  const [query, setQuery] = useState("");
  useServerSearch(query);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const open = useOpenDirect();
  const find = useTask(async (username: string) => {
    const user = await chat.client.userByUsername(username);
    chat.people.learn(user);
    // One's own card: it has the link that others find one by.
    if (user.id === chat.me) go({ name: "user", username: user.username });
    else await open.run(user.id);
  });

  const invitation = placeOfInvitation(query);
  const choices: readonly SwitcherChoice[] =
    invitation === null
      ? choicesFor(query, {
          entries,
          people,
          places: switcherPlaces(chat.people.get(chat.me)?.username),
          titleOf: (entry) => chat.titleOf(entry),
        })
      : [{ kind: "place", place: invitation }];
  const active = Math.max(
    0,
    choices.findIndex((choice) => keyOfChoice(choice) === activeKey),
  );
  const setActive = (index: number): void => {
    const choice = choices[index];
    if (choice !== undefined) setActiveKey(keyOfChoice(choice));
  };

  const choose = (choice: SwitcherChoice | undefined): void => {
    switch (choice?.kind) {
      case "conversation":
        return go({ name: "conversation", id: choice.entry.id, side: null });
      case "person":
        return void open.run(choice.person.user.id);
      case "look-up":
        return void find.run(choice.username);
      case "place":
        if (choice.place.to === null) return onSignOut();
        return go(choice.place.to);
      case undefined:
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setActive((active + 1) % choices.length);
    else if (event.key === "ArrowUp") setActive((active - 1 + choices.length) % choices.length);
    else if (event.key === "Enter") choose(choices[active]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={t("title")} onClose={onClose} bare>
      <div class="switcher">
        <div class="switcher-field">
          <Icon name="search" />
          <input
            value={query}
            dir={query === "" ? undefined : "auto"}
            aria-label={t("title")}
            aria-busy={find.busy || open.busy}
            placeholder={t("placeholder")}
            {...comboboxOf({ id: "switcher", options: choices, active: choices.length > 0 ? active : -1 })}
            autoFocus
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setActiveKey(null);
              find.clear();
              open.clear();
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <ErrorNotice error={find.error ?? open.error} />
        <ul id="switcher-list" class="switcher-list" role="listbox" aria-label={t("results")}>
          {choices.map((choice, at) => (
            <li
              key={keyOfChoice(choice)}
              id={`switcher-${at}`}
              role="option"
              aria-selected={at === active}
              class="switcher-option"
              ref={at === active ? intoView : null}
              onMouseMove={() => setActive(at)}
              onClick={() => choose(choice)}
            >
              <SwitcherRow choice={choice} />
            </li>
          ))}
        </ul>
        {choices.length === 0 && <p class="switcher-none">{t("nothing")}</p>}
        <p class="switcher-hint">{t("hint")}</p>
      </div>
    </Dialog>
  );
}

const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "nearest" });
