// Who is signed in, as the page shows it, when other tabs sign in and out.
import { expect, it } from "vitest";
import { Account } from "../../apps/web/model/account.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { me, problem, session, tokens } from "../support/sdk-fakes.ts";
import { FakeTab, newWorld, signedInBrowser, slowStore } from "../support/sdk-tabs.ts";

const other = { ...session.user, id: "user_other" as UserId };
const answers = (path: string): { status: number; body?: object } =>
  path === "/api/auth/login"
    ? { status: 200, body: { user: other, device: { id: "device_other" }, ...tokens(2) } }
    : { status: 204 };

it("[WEB-34] shows who signed in last, although that is told while the page takes leave of the one before", async () => {
  const world = newWorld();
  world.answer = ({ path }) => answers(path);
  const browser = await signedInBrowser(world);
  const { store, hold } = slowStore(browser.store);
  const account = new Account(() => new FakeTab(browser, { store }).client);
  await account.start();
  const second = await browser.open();
  await browser.hearAll();
  expect(account.chat.value?.me).toBe(me);
  const goOn = hold();
  await second.client.logout();
  await browser.hearAll();
  await second.client.login({ username: "other", password: "secret" });
  goOn();
  await browser.hearAll();
  expect(account.chat.value?.me).toBe(other.id);
  expect(account.chat.value?.client.session?.user.id).toBe(other.id);
  // The lock goes from hand to hand.
  await browser.hearAll();
  expect(world.sockets.filter(({ isOpen }) => isOpen)).toHaveLength(1);
});

it("[WEB-34] shows a sign-out of another tab as what it is, not as one by the server", async () => {
  const world = newWorld();
  const browser = await signedInBrowser(world);
  const account = new Account(() => new FakeTab(browser, {}).client);
  await account.start();
  await browser.hearAll();
  const second = await browser.open();
  world.answer = async ({ path }) => {
    if (path !== "/api/auth/logout") return { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") };
    world.socket.end(4401);
    await browser.hearAll();
    return { status: 204 };
  };
  await second.client.logout();
  await browser.hearAll();
  expect([account.chat.value, account.endedBy.value]).toEqual([null, null]);
});
