// A page of the settings, in the main column. In one column it has a way back to the index.
import { close } from "../route/navigation.ts";
import type { SettingsPage as PageName } from "../route/route.ts";
import { NotificationsPage } from "../notifications/notifications-page.tsx";
import { IconButton } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Heading, UnderHeading } from "../ui/heading.tsx";
import { isNarrow } from "../ui/media.ts";
import { usePaneFocus } from "../ui/use-pane-focus.ts";
import { AccountPage } from "./account-page.tsx";
import { AppearancePage } from "./appearance-page.tsx";
import { DevicesPage } from "./devices-page.tsx";
import { KeyboardPage } from "./keyboard-page.tsx";
import { PrivacyPage } from "./privacy-page.tsx";
import { SecurityPage } from "./security-page.tsx";
import { firstPage, settingsPages } from "./settings-pages.ts";
import "./settings.css";

const bodies = {
  account: AccountPage,
  appearance: AppearancePage,
  notifications: NotificationsPage,
  devices: DevicesPage,
  privacy: PrivacyPage,
  security: SecurityPage,
  keyboard: KeyboardPage,
} as const satisfies Record<PageName, () => unknown>;

/** @param page "": the index was opened, and the first page stands beside it */
export default function SettingsPage({ page }: { readonly page: PageName | "" }) {
  // In one column the index has its place.
  if (page === "" && isNarrow.value) return null;
  const name = page === "" ? firstPage : page;
  // A page that was chosen takes the focus; one that only stands there leaves it to the index.
  return <Page key={page} name={name} takesFocus={page !== ""} />;
}

function Page({ name, takesFocus }: { readonly name: PageName; readonly takesFocus: boolean }) {
  const title = settingsPages.find((page) => page.name === name)?.label() ?? "";
  const Body = bodies[name];
  return (
    <section class="settings-page" aria-label={title}>
      <header class="settings-page-head">
        {isNarrow.value && <IconButton icon="back" label={commonWords("back")} onClick={close} />}
        {takesFocus ? <FocusedTitle title={title} /> : <Heading class="settings-page-title">{title}</Heading>}
      </header>
      <div class="settings-page-body">
        <UnderHeading>
          <Body />
        </UnderHeading>
      </div>
    </section>
  );
}

function FocusedTitle({ title }: { readonly title: string }) {
  return (
    <Heading headingRef={usePaneFocus()} class="settings-page-title">
      {title}
    </Heading>
  );
}
