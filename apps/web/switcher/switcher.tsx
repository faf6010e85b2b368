// The switcher (Ctrl+K): finds a conversation, a person or a page by a few letters.
import type { User } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import type { Route } from "../route/route.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { bestMatches } from "./match-names.ts";
import { switcherOpen } from "./switcher-state.ts";
import { switcherWords as t } from "./switcher-words.ts";
import "./switcher.css";

const maxConversations = 12;
const usernamePattern = /^@?[A-Za-z0-9_]{3,20}$/;

interface Choice {
  readonly key: string;
  readonly label: string;
  /** `@username`, where the label looks like another one. */
  readonly distinction?: string | null;
  readonly icon?: IconName;
  readonly avatar?: { readonly id: string; readonly group: boolean };
  readonly choose: () => void;
}

export default function Switcher() {
  const chat = useChat();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const close = (): void => {
    switcherOpen.value = false;
  };
  const leave = (to: Route): void => {
    close();
    go(to);
  };
  const find = useTask(async (username: string) => {
    const user: User = await chat.client.userByUsername(username);
    chat.people.learn(user);
    const { id } = await chat.client.openDirect({ userId: user.id });
    leave({ name: "conversation", id, side: null });
  });

  const conversations = bestMatches(chat.inbox.entries.value, (entry) => chat.titleOf(entry), query, maxConversations);
  const username = query.trim().replace(/^@/, "");
  const places = [
    { label: t("newChat"), icon: "compose", to: { name: "new" } },
    { label: t("newGroup"), icon: "people", to: { name: "new-group" } },
    { label: t("settings"), icon: "settings", to: { name: "settings", page: "" } },
  ] as const;
  const choices: Choice[] = [
    ...conversations.map((entry) => ({
      key: entry.id,
      label: chat.titleOf(entry),
      distinction: chat.distinction(entry),
      avatar: { id: entry.peerId ?? entry.id, group: entry.kind === "group" },
      choose: () => leave({ name: "conversation", id: entry.id, side: null }),
    })),
    ...(usernamePattern.test(query.trim())
      ? [
          {
            key: "find",
            label: t("find", { username }),
            icon: "search" as const,
            choose: () => void find.run(username),
          },
        ]
      : []),
    ...bestMatches(places, ({ label }) => label, query, places.length).map(({ label, icon, to }) => ({
      key: label,
      label,
      icon,
      choose: () => leave(to),
    })),
  ];
  const chosen = Math.min(active, choices.length - 1);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") setActive((chosen + 1) % choices.length);
    else if (event.key === "ArrowUp") setActive((chosen - 1 + choices.length) % choices.length);
    else if (event.key === "Enter") choices[chosen]?.choose();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={t("title")} onClose={close} bare>
      <div class="switcher">
        <div class="switcher-field">
          <Icon name="search" />
          <input
            value={query}
            role="combobox"
            aria-expanded="true"
            aria-controls="switcher-list"
            aria-activedescendant={choices.length > 0 ? `switcher-${chosen}` : undefined}
            aria-label={t("title")}
            placeholder={t("placeholder")}
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            autoFocus
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setActive(0);
              find.clear();
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <ErrorNotice error={find.error} />
        <ul id="switcher-list" class="switcher-list" role="listbox" aria-label={t("results")}>
          {choices.map((choice, at) => (
            <li
              key={choice.key}
              id={`switcher-${at}`}
              role="option"
              aria-selected={at === chosen}
              class="switcher-option"
              ref={at === chosen ? intoView : null}
              onMouseMove={() => setActive(at)}
              onClick={choice.choose}
            >
              {choice.avatar !== undefined && (
                <Avatar id={choice.avatar.id} name={choice.label} size="small" group={choice.avatar.group} />
              )}
              {choice.icon !== undefined && (
                <span class="switcher-icon">
                  <Icon name={choice.icon} size={18} />
                </span>
              )}
              <bdi>{choice.label}</bdi>
              {typeof choice.distinction === "string" && <bdi class="switcher-username">{choice.distinction}</bdi>}
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
