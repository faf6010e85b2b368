// The page's entry: loads preferences, starts the account, and renders the app.
import { computed, effect } from "@preact/signals";
import { render } from "preact";
import "./style/tokens.css";
import "./style/base.css";
import "./style/author-colours.css";
import "./style/forced-colors.css";
import { App } from "./app.tsx";
import { readyUpdate } from "./banner/ready-update.ts";
import { endFirstPaint, keepLook } from "./first-paint/first-paint.ts";
import { languageTags, locale } from "./i18n/locale.ts";
import { Account } from "./model/account.ts";
import { browserClient } from "./model/browser-client.ts";
import { InvitationBook, invitationsKey } from "./model/invitations.ts";
import { SignInMemory } from "./model/sign-in-memory.ts";
import { storeLoss } from "./model/store-loss.ts";
import { UnsentBook } from "./model/unsent-book.ts";
import { openChannel } from "./platform/channel.ts";
import { refuseDrops } from "./platform/refuse-drops.ts";
import { deviceStorage, tabStorage } from "./platform/storage.ts";
import { listWidth, startPreferences, theme } from "./preferences/preferences.ts";
import { watchFront } from "./presence/watch-front.ts";
import { startEscape } from "./route/escape.ts";
import { startNavigation } from "./route/navigation.ts";
import { watchForUpdate } from "./service-worker/watch-for-update.ts";
import { loadFirstParts } from "./shell/parts.ts";
import { startSwitcherKeys } from "./switcher/switcher-state.ts";
import { startInputMethods } from "./ui/input-method.ts";

const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
startPreferences();
history.scrollRestoration = "manual";
startNavigation(window);
startInputMethods();
startEscape();
startSwitcherKeys();
refuseDrops();
watchForUpdate((apply) => (readyUpdate.value = apply)).catch(() => {}); // refused: each start loads the page anew
const invitations = new InvitationBook(deviceStorage);
addEventListener("storage", ({ key }) => {
  if (key === invitationsKey) invitations.reload();
});
const account = new Account(browserClient, {
  unsent: new UnsentBook(tabStorage, openChannel("klatch-unsent")),
  memory: new SignInMemory(deviceStorage, tabStorage),
  invitations,
  isInMemory: computed(() => storeLoss.value !== null),
});
watchFront(account.chat);
void import("./notifications/keep-notifications.ts")
  .then(({ keepNotifications }) => keepNotifications(account.chat))
  .catch(() => {}); // offline, and not kept: at the next start
addEventListener("online", () => void account.untold.retry());
storeLoss.subscribe((loss) => {
  // Only then: some browsers keep no page with such a listener for "back".
  if (loss !== null) addEventListener("beforeunload", (event) => account.wouldLose() && event.preventDefault());
});

/** Not awaited by the module itself: the frame's file imports this one, and would wait for it. */
async function show(place: Element): Promise<void> {
  const parts = loadFirstParts().catch(() => {}); // the frame tries again, and says so
  await account.start();
  if (account.chat.value !== null) await parts;
  // What the next start shows first.
  effect(() => {
    const out = account.memory.wasHere.value ? "sign-in" : "sign-up";
    const screen = account.chat.value === null ? out : "frame";
    keepLook({ screen, theme: theme.value, lang: languageTags[locale.value], listWidth: listWidth.value });
  });
  render(<App account={account} />, place);
  endFirstPaint();
}
void show(root);
