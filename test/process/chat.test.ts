// The terminal client as people and scripts use it, against the real server.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { printable } from "../../apps/terminal/chat-text.ts";
import { ChatProcess } from "../support/chat-process.ts";
import { TestServer } from "../support/test-server.ts";

const deployment = "the-deployments-own-secret-of-more-than-forty-characters";
let server: TestServer;
const chats: ChatProcess[] = [];

function chat(name: string): ChatProcess {
  const args = ["--as", name, "--server", server.url, "--state", join(server.dir, "chat")];
  const process = new ChatProcess(args, { KLATCH_PASSWORD: "correct horse" });
  chats.push(process);
  return process;
}

beforeAll(async () => {
  server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error", ADMIN_TOKEN: deployment } });
});

afterEach(() => {
  for (const process of chats.splice(0)) process.kill();
});

afterAll(async () => {
  await server.stop();
});

it("[SDK-19] [LATER-11] two terminals talk, through a crash of the server, and a line typed meanwhile arrives after it", async () => {
  const ada = chat("ada");
  await ada.sees("connected");
  const bob = chat("bob");
  await bob.sees("connected");
  ada.type("/open bob", "hello bob", "are you there?");
  await ada.sees("hello bob   ✓ 1");
  await ada.sees("are you there?   ✓ 2");
  await bob.sees("hello bob");
  bob.type("/open ada");
  await bob.sees("ada: hello bob");
  await bob.sees("ada: are you there?");
  bob.type("yes");
  await ada.sees("bob: yes");

  await server.kill();
  await bob.sees("connection lost");
  bob.type("one more thing");
  await bob.sees("one more thing   (waiting for the connection…)");
  await server.restart();
  await bob.sees("one more thing   ✓ 4");
  await ada.sees("bob: one more thing");
  ada.type("//not a command", "/history 2");
  await ada.sees("/not a command   ✓ 5");
  await bob.sees("ada: /not a command");
  ada.type("/silent psst");
  await ada.sees("you (silent): psst   ✓ 6");
  await bob.sees("ada (silent): psst");
  ada.type("/later +2h see you");
  await ada.sees("— sent at ");
  ada.type("/scheduled", "/scheduled now 1");
  await bob.sees("ada: see you");
  ada.type("/quit");
  expect(await ada.end()).toBe(0);
  expect(await bob.end()).toBe(0);
});

it("[SDK-148] messages are edited, reacted to, pinned, hidden and deleted by their numbers, and the list says so", async () => {
  const eva = chat("eva");
  await eva.sees("connected");
  const fay = chat("fay");
  await fay.sees("connected");
  eva.type("/open fay", "hello fay");
  await eva.sees("hello fay   ✓ 1");
  fay.type("/open eva");
  await fay.sees("eva: hello fay");
  fay.type("/react 1 👍");
  await eva.sees("fay put 👍 to 1");
  await fay.sees("you put 👍 to 1");
  eva.type("/edit 1 hello again");
  await fay.sees("eva edited 1: hello again");
  fay.type("/pin 1");
  await eva.sees("fay pinned 1");
  fay.type("/history");
  await fay.sees("eva: hello again   (#1 · edited · pinned · 👍 1 with yours)");
  fay.type("/react 1 👍");
  await eva.sees("fay took 👍 from 1");
  fay.type("/edit 1 not mine");
  await fay.sees("✗ edit 1: ");
  fay.type("/edit", "/delete x");
  await fay.sees("Which message? /edit NUMBER");
  await fay.sees("Which message? /delete NUMBER");
  eva.type("/delete 1");
  await fay.sees("eva removed 1");
  eva.type("to hide");
  await fay.sees("eva: to hide");
  const { length } = fay.screen;
  fay.type("/hide 7");
  await fay.sees("— 7 is hidden from you");
  fay.type("/history");
  await fay.sees("#1)");
  expect(fay.screen.slice(length)).not.toMatch(/hello|to hide/);
});

it("[SDK-218] [SDK-219] [SDK-220] a file goes from one terminal to another, and is saved there", async () => {
  const gil = chat("gil");
  await gil.sees("connected");
  const hal = chat("hal");
  await hal.sees("connected");
  const menu = join(server.dir, "menu.txt");
  await writeFile(menu, "coffee\n".repeat(200));
  gil.type("/open hal", `/send ${menu} the new menu`);
  await gil.sees("menu.txt");
  hal.type("/open gil");
  await hal.sees("gil: 📎 menu.txt");
  await hal.sees("the new menu   1 KB /save 1");
  const saved = join(server.dir, "saved.txt");
  hal.type(`/save 1 ${saved}`, `/save 1 ${saved}`, "/save 2");
  await hal.sees("— saved ");
  await hal.sees("is there already, and is not overwritten");
  await hal.sees("Message 2 has no file.");
  expect(await readFile(saved, "utf8")).toBe(await readFile(menu, "utf8"));
  expect(await gil.end()).toBe(0);
});

it("[SDK-19] the next start of a name is the same device, without its password", async () => {
  const first = chat("cleo");
  await first.sees("connected");
  expect(await first.end()).toBe(0);
  const again = new ChatProcess(["--as", "Cleo", "--server", server.url, "--state", join(server.dir, "chat")]);
  chats.push(again);
  again.type("/devices", "/logout");
  await again.sees("this one");
  await again.sees("signed out");
  expect(again.screen.match(/terminal on/g)).toHaveLength(1);
  expect(await again.end()).toBe(0);
  const third = new ChatProcess(["--as", "cleo", "--server", server.url, "--state", join(server.dir, "chat")], {
    KLATCH_PASSWORD: "",
  });
  chats.push(third);
  expect(await third.end()).toBe(1);
});

it("[SDK-19] lists conversations with their unread messages, and reading clears them", async () => {
  const [dora, emil] = [chat("dora"), chat("emil")];
  await Promise.all([dora.sees("connected"), emil.sees("connected")]);
  dora.type("/open emil", "one", "two");
  await dora.sees("two   ✓ 2");
  await emil.sees("two");
  emil.type("/inbox");
  await emil.sees("two   (2 unread)");
  emil.type("/open 1");
  await emil.sees("two");
  emil.type("/read", "three");
  await dora.sees("emil: three");
  dora.type("four");
  await emil.sees(": four");
  expect(await emil.end()).toBe(0);
  const later = chat("emil");
  later.type("/inbox");
  await later.sees(": four\n");
  expect(await later.end()).toBe(0);
});

it("[SDK-19] [SDK-120] pins, mutes, archives and marks the open conversation, and the list says so", async () => {
  const [lena, milo] = [chat("lena"), chat("milo")];
  await Promise.all([lena.sees("connected"), milo.sees("connected")]);
  milo.type("/open lena", "hello");
  await milo.sees("hello   ✓ 1");
  lena.type("/pin", "/open milo");
  await lena.sees("! Nothing is open");
  await lena.sees("milo: hello");
  lena.type("/pin", "/mute 8", "/unread", "/archive maybe", "/archive", "/inbox");
  for (const said of ["— pinned", "— muted", "— marked as unread", "! /archive or /archive off", "— archived until"])
    await lena.sees(said);
  await lena.sees("1  milo: hello   (unread, pinned, muted, archived)");
  lena.type("/archive off", "/mute off", "/pin off", "/readall", "/read", "/inbox");
  await lena.sees("everything is read");
  await lena.sees("1  milo: hello\n");
  lena.type("/star 1", "/star 9", "/starred");
  for (const said of ["message 1 is starred", "! There is no such message", "milo 1: hello"]) await lena.sees(said);
  lena.type("/hide", "/inbox");
  await lena.sees("out of the list");
  await lena.sees("no conversations yet");
  expect(await lena.end()).toBe(1);
});

it("[SDK-23] names those who write first, in messages and in the inbox, and keeps the names", async () => {
  const [jana, kurt] = [chat("jana"), chat("kurt")];
  await Promise.all([jana.sees("connected"), kurt.sees("connected")]);
  jana.type("/open kurt", "one", "two");
  await kurt.sees("* ");
  await kurt.sees("jana: one");
  await kurt.sees("jana: two");
  kurt.type("/inbox");
  await kurt.sees("1  jana: two   (2 unread)");
  kurt.type("/open 1");
  await kurt.sees("talking to jana");
  expect(await kurt.end()).toBe(0);
  expect(kurt.screen).not.toContain("user …");
  const [host = ""] = await readdir(join(server.dir, "chat"));
  expect(await readFile(join(server.dir, "chat", host, "kurt.klatch"), "utf8")).toContain('"username":"jana"');
});

it("[SDK-27] [TEXT-23] [COUNT-7] three people in a group: made, joined by a link, led, left", async () => {
  const [lena, max, nora] = [chat("lena"), chat("max"), chat("nora")];
  await Promise.all([lena, max, nora].map((one) => one.sees("connected")));
  lena.type("/new Tea at four @max", "hello @max");
  await lena.sees("talking to Tea at four");
  await lena.sees("hello @max   ✓ 4");
  await max.sees("[Tea at four]");
  await max.sees("lena: hello @max");
  max.type("/inbox");
  await max.sees("1  Tea at four: lena: hello @max   (1 unread @)");
  max.type("/open 1", "/members", "/link 1");
  await max.sees("/join group_");
  expect(max.screen).toContain("— lena   owner");
  expect(max.screen).toContain("— you   member");
  const [invitation = ""] = /\/join \S+/.exec(max.screen) ?? [];
  // As it was pasted, with what stood around it.
  nora.type(`${invitation.replace(" ", " 加入（https://klatch.example/#/join/")}）。`, "here I am");
  await nora.sees("talking to Tea at four");
  await lena.sees("nora came in by link");
  await max.sees("nora: here I am");

  lena.type("/role max admin", "/announce There is cake.", "/silence nora 5", "/rename Coffee at five");
  await max.sees("you: admin now, by lena");
  await max.sees("lena announces: There is cake.");
  await nora.sees("lena silenced you until");
  await nora.sees("lena changed name: Coffee at five");
  nora.type("may I?");
  await nora.sees("may I?   (not sent: MUTED)");
  max.type("/unsilence nora", "/kick nora");
  await nora.sees("max removed you");
  nora.type("/members", "/inbox");
  await nora.sees("! There is no such conversation");
  const [group = ""] = /group_\w+/.exec(invitation) ?? [];
  nora.type(`/join ${group} I am sorry`);
  await nora.sees(`you have asked to join Coffee at five: an admin will answer   (/withdraw ${group})`);
  lena.type(
    "/group",
    "/transfer max",
    "/leave",
    "/kick lena",
    "/silence",
    "/set joinPolicy maybe",
    "/set joinPolicy free",
  );
  await lena.sees("Coffee at five   2 members");
  await lena.sees("joinPolicy approval");
  await lena.sees("you left");
  await max.sees("lena left");
  expect(await lena.end()).toBe(1);
  expect(await max.end()).toBe(0);
  await nora.end();
});

it("[TEXT-40] [TEXT-46] [TEXT-47] [TEXT-49] what is typed arrives as it was typed, mentions whom it names, and names are found", async () => {
  const [uma, vito] = [chat("uma_text"), chat("vito_text")];
  await Promise.all([uma, vito].map((one) => one.sees("connected")));
  uma.type("/new Été à Paris @vito_text", "\u200B", "   ", "\u3164\u2800");
  uma.type("  3~5 days, C:\\*.txt **and**\tso", "hi @Vito_Text, not x@vito_text.example or @nobody");
  await vito.sees("uma_text:   3~5 days, C:\\*.txt **and**\tso\n");
  await vito.sees("hi @Vito_Text, not x@vito_text.example or @nobody\n");
  vito.type("/find paris", "/open ete a paris", "/members UMA", "/open nobody at all");
  await vito.sees("— Été à Paris   /open 1");
  await vito.sees("talking to Été à Paris");
  await vito.sees("— uma_text   owner\n");
  await vito.sees("! There is no such user.");
  vito.type("/nick Zoé Vert");
  await uma.sees("vito_text goes by Zoé Vert");
  uma.type("salut @zoé vert!", "@all: `@vito_text` is code");
  await vito.sees("@all: `@vito_text` is code\n");
  expect(await uma.end()).toBe(0);
  expect(await vito.end()).toBe(1);
  const api = new ApiClient(server.url);
  const { accessToken, user } = await api.login({ username: "vito_text", password: "correct horse" });
  const [group] = await api.loadInbox(accessToken);
  const log = group === undefined ? [] : await api.loadLog(accessToken, group.id);
  const messages = log.filter((event) => event.type === "new-message");
  expect(messages.map(({ mentions }) => mentions)).toEqual([undefined, [user.id], [user.id], ["all"]]);
});

it("[SDK-21] piped input ends with 0 when all of it was acked, and with 1 when something was not", async () => {
  await chat("finn").end();
  const good = chat("gina");
  good.type("/open finn", ...Array.from({ length: 20 }, (_, i) => `line ${i}`));
  expect(await good.end()).toBe(0);
  expect(good.screen).toContain("line 19   ✓ 20");
  const nobody = chat("gina");
  nobody.type("to whom?");
  expect(await nobody.end()).toBe(1);
  const large = chat("gina");
  large.type("/open finn", "x".repeat(17_000));
  expect(await large.end()).toBe(1);
  expect(large.screen).toContain("CONTENT_TOO_LARGE");
});

it("[SDK-21] says how it is used, and what is wrong with the password", async () => {
  const odd = new ChatProcess(["--as", "../../etc"]);
  expect(await odd.end()).toBe(2);
  await chat("hugo").end();
  const args = [
    "--as",
    "hugo",
    "--server",
    server.url,
    "--state",
    join(server.dir, "elsewhere"),
    "--password",
    "wrong horse",
  ];
  const wrong = new ChatProcess(args);
  expect(await wrong.end()).toBe(1);
  expect(wrong.screen).toBe("The password is wrong.\n");
});

it("[SDK-19] a second terminal of a name is told that the first is open", async () => {
  const first = chat("hugo");
  await first.sees("connected");
  const second = chat("hugo");
  await second.sees("Another process uses the store");
  expect(await second.end()).toBe(1);
  expect(await first.end()).toBe(0);
});

it("[SDK-19] what was typed without a connection is sent at the next start", async () => {
  const [olga, paul] = [chat("olga"), chat("paul")];
  await Promise.all([olga.sees("connected"), paul.sees("connected")]);
  olga.type("/open paul", "hello");
  await paul.sees("olga: hello");
  await server.kill();
  await olga.sees("connection lost");
  olga.type("written offline");
  await olga.sees("written offline   (waiting for the connection…)");
  olga.kill();
  await server.restart();
  const later = chat("olga");
  await later.sees("connected");
  await paul.sees("olga: written offline");
  expect(await later.end()).toBe(0);
});

it("[SDK-67] what was typed without a connection is given back by a start that learns of a sign-out, and sent once", async () => {
  const [rita, sven] = [chat("rita"), chat("sven")];
  await Promise.all([rita.sees("connected"), sven.sees("connected")]);
  rita.type("/open sven", "hello");
  await sven.sees("rita: hello");
  await server.kill();
  await rita.sees("connection lost");
  rita.type("written offline");
  await rita.sees("written offline   (waiting for the connection…)");
  rita.kill();
  await server.restart();
  const api = new ApiClient(server.url);
  const { accessToken } = await api.login({ username: "rita", password: "correct horse" });
  const others = { method: "DELETE", headers: { authorization: `Bearer ${accessToken}` } };
  expect((await fetch(`${server.url}/api/devices`, others)).status).toBe(204);
  const later = chat("rita");
  await later.sees("! not sent: written offline");
  await later.sees("— this terminal was signed out: from another device");
  await later.sees("connected");
  await sven.sees("rita: written offline");
  expect(await later.end()).toBe(0);
  expect(later.screen.match(/you: written offline/g)).toHaveLength(1);
});

it("[SDK-22] only the owner can read who is signed in", async () => {
  await chat("iris").end();
  const [host = ""] = await readdir(join(server.dir, "chat"));
  const modes = await Promise.all(
    [join(server.dir, "chat", host), join(server.dir, "chat", host, "iris.klatch")].map(
      async (path) => (await stat(path)).mode & 0o777,
    ),
  );
  expect(modes).toEqual([0o700, 0o600]);
});

it("[SDK-20] text of others cannot control the terminal or pass for its own lines", () => {
  expect(printable("a\u001b[2Jb\u0007\u009b31m\r\nc\u202ed\te")).toBe("a\uFFFD[2Jb\uFFFD\uFFFD31m\n    cd e");
  expect(printable("👩‍👩‍👧 é 你好")).toBe("👩‍👩‍👧 é 你好");
});

it("[WEB-67] a terminal whose account is suspended says so, and so does the next one", async () => {
  const eve = chat("eve_suspended");
  await eve.sees("connected");
  const operator = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${server.url}/api/admin/users${path}`, {
      method,
      headers: { authorization: `Bearer ${deployment}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return response.json();
  };
  const { user } = (await operator("GET", "?username=eve_suspended")) as { user: { id: string } };
  await operator("PUT", `/${user.id}/suspension`, { reason: "a test" });
  await eve.sees("this terminal was signed out: the account is suspended");
  expect(await eve.end()).toBe(1);
  const again = chat("eve_suspended");
  await again.sees("This account is suspended.");
  expect(await again.end()).toBe(1);
});

it("[SDK-255] the address for mails and whether they come are shown and set, as far as the server sends any and somebody can be asked", async () => {
  const ada = chat("ada");
  await ada.sees("connected");
  ada.type("/email", "/digest", "/digest on", "/digest maybe", "/email nonsense", "/email ada@example.com");
  await ada.sees("this server sends no mails");
  await ada.sees("mails about what you have missed for a day: off");
  await ada.sees("mails about what you have missed for a day: on, once you have an address: /email ADDRESS");
  await ada.sees("/digest takes on or off.");
  await ada.sees("Which address? /email NAME@DOMAIN");
  await expect(ada.sees("/email asks for your password: it needs a terminal.")).resolves.toBeUndefined();
});
