// A page for talking to one person. Messages are kept in the browser, and the tabs share one socket.
import { contentText, KlatchClient } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";

const client = new KlatchClient({ url: location.origin, store: indexedDbStore(), tabs: sharedSocket() });
if ((await client.start()) === null) await client.start({ username: prompt("Username"), password: prompt("Password") });
const { id } = await client.openDirect({ username: prompt("Talk to") });

document.body.innerHTML = "<ul></ul><input autofocus>";
const [list, input] = document.body.children;
const line = (text) => Object.assign(document.createElement("li"), { textContent: text });
const timeline = client.timeline(id);
timeline.onChange(() => {
  const shown = timeline.items.map(({ event, message }) => message ?? event).filter(({ content }) => content);
  list.replaceChildren(...shown.map(({ content, state = "" }) => line(`${contentText(content)} ${state}`)));
});
input.addEventListener("change", () => {
  client.send(id, input.value);
  input.value = "";
});
