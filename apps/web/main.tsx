// The page's entry: loads preferences, starts the account, and renders the app.
import { render } from "preact";
import "./style/layers.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/author-colours.css";
import "./style/utilities.css";
import "./style/forced-colors.css";
import { App } from "./app.tsx";
import { Account } from "./model/account.ts";
import { browserClient, storageOfTab } from "./model/browser-client.ts";
import { UnsentBook } from "./model/unsent-book.ts";
import { startPreferences } from "./preferences/preferences.ts";
import { startEscape } from "./route/escape.ts";
import { startNavigation } from "./route/navigation.ts";
import { watchForUpdate } from "./service-worker/watch-for-update.ts";
import { readyUpdate } from "./shell/update-bar.tsx";
import { startSwitcherKeys } from "./switcher/switcher-state.ts";

const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
startPreferences();
startNavigation();
startEscape();
startSwitcherKeys();
void watchForUpdate((apply) => (readyUpdate.value = apply));
const account = new Account(browserClient, new UnsentBook(storageOfTab(), new BroadcastChannel("klatch-unsent")));
await account.start();
render(<App account={account} />, root);
