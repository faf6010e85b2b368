// The frame of the operators' pages: who acts, the index of pages, the page, and beside it what is open.
import { useEffect, useRef } from "preact/hooks";
import { LanguageSwitch } from "../preferences/language-switch.tsx";
import { go, route } from "../route/navigation.ts";
import { formatRoute } from "../route/route.ts";
import { Logo } from "../sign-in/logo.tsx";
import { IconButton } from "../ui/button.tsx";
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";
import { Audit } from "./audit.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { useOperator } from "./operator-context.ts";
import { operatorWords as t } from "./operator-words.ts";
import { Operators } from "./operators.tsx";
import { Overview } from "./overview.tsx";
import { pageOf, pagesOf, type PageName } from "./pages.ts";
import { People } from "./people.tsx";
import { Registration } from "./registration.tsx";
import { roleText } from "./role-text.ts";
import "./admin-frame.css";

const icons = {
  overview: "home",
  people: "people",
  operators: "shield",
  registration: "link",
  "dead-letters": "inbox",
  audit: "list",
} as const satisfies Readonly<Record<PageName, IconName>>;

export function AdminFrame({ onLeave }: { readonly onLeave: () => void }) {
  const { me } = useOperator();
  const here = route.value;
  const page = pageOf(here.name === "admin" ? here.page : "", me.role);
  const item = here.name === "admin" ? here.item : "";
  const nav = useRef<HTMLElement>(null);

  // In one column the index is a line that may be longer than the page is wide.
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [page]);

  return (
    <div class="admin">
      <header class="admin-head">
        <Logo size={28} />
        <span class="admin-brand">{t("brand")}</span>
        <span class="admin-me">
          <bdi>{me.name}</bdi> · {roleText(me.role)}
        </span>
        <span class="admin-language">
          <LanguageSwitch />
        </span>
        <IconButton icon="exit" label={t("leave")} onClick={onLeave} />
      </header>
      <nav ref={nav} class="admin-nav" aria-label={t("index")}>
        <ul>
          {pagesOf(me.role).map((name) => (
            <li key={name}>
              <a
                href={formatRoute({ name: "admin", page: name, item: "" })}
                aria-current={name === page ? "page" : undefined}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  go({ name: "admin", page: name, item: "" });
                }}
              >
                <Icon name={icons[name]} />
                {t(`page.${name}`)}
              </a>
            </li>
          ))}
        </ul>
        <a
          class="admin-to-klatch"
          href="#/"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            go({ name: "chats" });
          }}
        >
          <Icon name="back" />
          {t("toKlatch")}
        </a>
      </nav>
      <Page name={page} item={item} />
    </div>
  );
}

function Page({ name, item }: { readonly name: PageName; readonly item: string }) {
  switch (name) {
    case "overview":
      return <Overview />;
    case "people":
      return <People item={item} />;
    case "operators":
      return <Operators />;
    case "registration":
      return <Registration />;
    case "dead-letters":
      return <DeadLetters item={item} />;
    case "audit":
      return <Audit key={item} subject={item} />;
  }
}
