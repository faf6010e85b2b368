// The person's own button, with the menu of what concerns them: settings, link, sign-out.
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { bannerWords } from "../banner/banner-words.ts";
import { readyUpdate } from "../banner/ready-update.ts";
import { useChat } from "../model/chat-context.ts";
import { go, shown } from "../route/navigation.ts";
import { commonWords } from "../ui/common-words.ts";
import { hasRail } from "../ui/media.ts";
import { Menu, type MenuItem, type MenuPlace } from "../ui/menu.tsx";
import { peopleSection, sectionOf } from "./sections.ts";
import { shellWords as t } from "./shell-words.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { PersonAvatar } from "../people/person-avatar.tsx";
import "./rail.css";

const SignOutDialog = lazyLayer(() => import("../settings/sign-out-dialog.tsx"));

export function MeButton() {
  const chat = useChat();
  const [menuAt, setMenuAt] = useState<MenuPlace | null>(null);
  const [leaving, setLeaving] = useState(false);
  const isHere = sectionOf(shown.value) === "me";
  const username = chat.people.get(chat.me)?.username;
  const people: MenuItem = {
    label: peopleSection.label(),
    icon: peopleSection.icon,
    onSelect: () => go(peopleSection.to),
  };
  const link: readonly MenuItem[] =
    username === undefined
      ? []
      : [{ label: commonWords("myLink"), icon: "link", onSelect: () => go({ name: "user", username }) }];
  return (
    <>
      <button
        type="button"
        class="rail-item rail-me"
        aria-haspopup="menu"
        aria-expanded={menuAt !== null}
        aria-current={isHere ? "page" : undefined}
        title={t("me")}
        onClick={(event) => {
          const { right, top } = event.currentTarget.getBoundingClientRect();
          setMenuAt({ x: right + 8, y: top });
        }}
      >
        <PersonAvatar id={chat.me} name={chat.people.nameOf(chat.me)} size="small" />
        <span class="visually-hidden">{t("me")}</span>
        {readyUpdate.value !== null && (
          <>
            <span class="rail-dot" aria-hidden="true" />
            <span class="visually-hidden">{bannerWords("updateReady")}</span>
          </>
        )}
      </button>
      {menuAt !== null && (
        <Menu
          label={t("me")}
          at={menuAt}
          onClose={() => setMenuAt(null)}
          items={[
            ...(hasRail.value ? [] : [people]),
            { label: commonWords("settings"), icon: "settings", onSelect: () => go({ name: "settings", page: "" }) },
            ...link,
            { label: commonWords("signOut"), icon: "exit", onSelect: () => setLeaving(true) },
          ]}
        />
      )}
      <Suspense fallback={null}>{leaving && <SignOutDialog onClose={() => setLeaving(false)} />}</Suspense>
    </>
  );
}
