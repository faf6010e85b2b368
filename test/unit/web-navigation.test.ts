// Addresses, the stack of what is open, and the tab's history that follows it.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HistoryStack } from "../../apps/web/route/history-stack.ts";
import { formatRoute, parseRoute, type Route } from "../../apps/web/route/route.ts";
import { shownBy, topOf, type Stack } from "../../apps/web/route/stack.ts";
import { FakeHistory } from "../support/fake-history.ts";
import { Random } from "../../lab/kit/random.ts";

const a = "direct_a_b" as never;
const b = "group_x" as never;
const conversation = (id: never, side: string | null = null): Route =>
  parseRoute(`#/c/${String(id)}${side === null ? "" : `?side=${side}`}`);

describe("[WEB-7] addresses", () => {
  it.each<[string, Route]>([
    ["#/chats", { name: "chats" }],
    ["#/c/direct_a_b", { name: "conversation", id: a, side: null }],
    ["#/c/group_x?side=info", { name: "conversation", id: b, side: "info" }],
    ["#/c/group_x?side=manage/links", { name: "conversation", id: b, side: "manage/links" }],
    ["#/c/group_x?side=message:17", { name: "conversation", id: b, side: "message:17" }],
    ["#/c/group_x/17", { name: "conversation", id: b, side: null, seq: 17 }],
    ["#/c/group_x/17?side=members", { name: "conversation", id: b, side: "members", seq: 17 }],
    ["#/join/group_x.secret", { name: "join", token: "group_x.secret" }],
    ["#/register/abc.def-_", { name: "register", token: "abc.def-_" }],
    ["#/u/ada", { name: "user", username: "ada" }],
    ["#/admin", { name: "admin", page: "", item: "" }],
    ["#/admin/people", { name: "admin", page: "people", item: "" }],
    ["#/admin/people/user_x", { name: "admin", page: "people", item: "user_x" }],
    ["#/new", { name: "new" }],
    ["#/new-group", { name: "new-group" }],
    ["#/settings", { name: "settings", page: "" }],
    ["#/settings/devices", { name: "settings", page: "devices" }],
  ])("%s is read as it is written", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(formatRoute(route)).toBe(hash);
  });

  it.each(["", "#", "#/", "#/nowhere", "#/c", "#/c/", "#/join/", "#/register/", "#/u/", "#/c/%E0%A4%A", "#/__proto__"])(
    "%s leads to the inbox",
    (hash) => {
      expect(parseRoute(hash)).toEqual({ name: "chats" });
    },
  );

  it("of earlier builds lead where they led", () => {
    expect(parseRoute("#/c/group_x/info")).toEqual({ name: "conversation", id: b, side: "info" });
  });

  it("with a page that nobody knows lead to what is around it", () => {
    expect(parseRoute("#/c/group_x?side=message:0")).toEqual({ name: "conversation", id: b, side: null });
    expect(parseRoute("#/c/group_x?side=elsewhere")).toEqual({ name: "conversation", id: b, side: null });
    expect(parseRoute("#/settings/elsewhere")).toEqual({ name: "settings", page: "" });
  });
});

/** A page in a tab, and the stack that it shows. */
function pageIn(tab: FakeHistory) {
  const seen: { stack: Stack } = { stack: [] };
  const history = new HistoryStack(tab, (stack) => (seen.stack = stack));
  tab.settle();
  const addresses = (): readonly string[] => seen.stack.map(({ route }) => formatRoute(route));
  const act = (work: (history: HistoryStack) => void): readonly string[] => {
    work(history);
    tab.settle();
    return addresses();
  };
  return { history, act, addresses, shown: () => shownBy(seen.stack), top: () => topOf(seen.stack) };
}

const settingsOf = (page: "" | "devices" | "security"): Route => ({ name: "settings", page });

describe("[WEB-71] what is open", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is closed one by one: by the page itself and by the browser's back alike", () => {
    const tab = new FakeHistory("#/chats");
    const page = pageIn(tab);
    page.act(({ open }) => open(conversation(b)));
    page.act(({ open }) => open(conversation(b, "info")));
    page.act(({ open }) => open(conversation(b, "manage")));
    const closed: string[] = [];
    page.act((history) => history.openLayer(() => closed.push("dialog")));
    page.act((history) => history.openLayer(() => closed.push("menu")));
    expect(page.shown()).toMatchObject({ sides: ["info", "manage"], column: "side" });
    expect(page.act(() => tab.back()).length).toBe(5);
    expect(closed).toEqual(["menu"]);
    expect(page.act(({ close }) => close()).length).toBe(4);
    expect(closed).toEqual(["menu", "dialog"]);
    expect(page.act(({ close }) => close())).toEqual(["#/chats", "#/c/group_x", "#/c/group_x?side=info"]);
    expect(page.act(() => tab.back())).toEqual(["#/chats", "#/c/group_x"]);
    expect(page.act(({ close }) => close())).toEqual(["#/chats"]);
    expect(tab.behind).toEqual(["#/chats"]);
    tab.back();
    expect(tab.isElsewhere).toBe(true);
  });

  it("has the whole side panel closed at once, whatever its depth", () => {
    const tab = new FakeHistory("#/c/group_x?side=manage/links");
    const page = pageIn(tab);
    expect(page.shown().sides).toEqual(["info", "manage", "manage/links"]);
    expect(page.act(({ closeSide }) => closeSide())).toEqual(["#/chats", "#/c/group_x"]);
    expect(tab.behind).toEqual(["#/chats", "#/c/group_x"]);
  });

  it("never leads from one conversation back into another", () => {
    const tab = new FakeHistory("#/chats");
    const page = pageIn(tab);
    page.act(({ open }) => open(conversation(a)));
    page.act(({ open }) => open(conversation(a, "info")));
    page.act(({ open }) => open(conversation(b)));
    expect(tab.behind).toEqual(["#/chats", "#/c/group_x"]);
    expect(page.act(() => tab.back())).toEqual(["#/chats"]);
  });

  it("leads out of a form that is done, never back into it", () => {
    const tab = new FakeHistory("#/chats");
    const page = pageIn(tab);
    page.act(({ open }) => open({ name: "new" }));
    page.act(({ open }) => open({ name: "new-group" }));
    expect(page.shown().dialog).toEqual({ name: "new-group" });
    page.act(({ open }) => open(conversation(b)));
    expect(tab.behind).toEqual(["#/chats", "#/c/group_x"]);
    page.act(({ open }) => open({ name: "join", token: "t" }));
    expect(page.shown()).toMatchObject({ main: { id: b }, dialog: { name: "join" } });
    expect(page.act(({ replace }) => replace(conversation(a)))).toEqual(["#/chats", "#/c/direct_a_b"]);
  });

  it("keeps the conversation under the settings, whose pages take each other's place", () => {
    const tab = new FakeHistory("#/c/group_x?side=info");
    const page = pageIn(tab);
    page.act(({ open }) => open(settingsOf("devices")));
    page.act(({ open }) => open(settingsOf("security")));
    expect(tab.behind.slice(3)).toEqual(["#/settings", "#/settings/security"]);
    expect(page.shown()).toMatchObject({ list: "settings", main: { page: "security" }, sides: [] });
    page.act(() => tab.back());
    page.act(() => tab.back());
    expect(page.shown()).toMatchObject({ list: "chats", main: { id: b }, sides: ["info"] });
  });

  it("leads from the chats back to the pages of operators, if it was opened from there", () => {
    const tab = new FakeHistory("#/admin/people");
    const page = pageIn(tab);
    expect(page.act(({ open }) => open({ name: "chats" }))).toEqual(["#/admin/people", "#/chats"]);
    expect(page.act(() => tab.back())).toEqual(["#/admin/people"]);
  });

  it("is the same after a reload, without what floated over it", () => {
    const tab = new FakeHistory("#/c/group_x?side=info");
    const page = pageIn(tab);
    page.act((history) => history.openLayer(() => {}));
    const again = tab.reloaded();
    const reloaded = pageIn(again);
    expect(reloaded.addresses()).toEqual(["#/chats", "#/c/group_x", "#/c/group_x?side=info"]);
    expect(again.behind).toEqual(reloaded.addresses());
    expect(reloaded.act(() => again.back())).toEqual(["#/chats", "#/c/group_x"]);
  });

  it("does not come back as a layer by a step forward", () => {
    const tab = new FakeHistory("#/c/group_x");
    const page = pageIn(tab);
    page.act((history) => history.openLayer(() => {}));
    page.act(() => tab.back());
    page.act(() => tab.forward());
    expect(page.top().isLayer).toBe(false);
    expect(tab.behind).toEqual(["#/chats", "#/c/group_x"]);
  });

  it("follows a link in the page, and a menu's item that opens something while the menu closes", () => {
    const tab = new FakeHistory("#/c/group_x");
    const page = pageIn(tab);
    expect(page.act(() => tab.follow("#/join/t"))).toEqual(["#/chats", "#/c/group_x", "#/join/t"]);
    page.act(() => tab.back());
    page.act((history) => {
      const key = history.openLayer(() => {});
      history.closeLayer(key);
      history.open(conversation(b, "info"));
    });
    expect(tab.behind).toEqual(["#/chats", "#/c/group_x", "#/c/group_x?side=info"]);
  });

  it("follows an address that is typed while a step back is under way", () => {
    const tab = new FakeHistory("#/c/group_x?side=info");
    const page = pageIn(tab);
    page.history.close();
    expect(page.act(() => tab.follow("#/u/ada")).at(-1)).toBe("#/u/ada");
    vi.runOnlyPendingTimers();
    tab.settle();
    expect(page.addresses().at(-1)).toBe("#/u/ada");
  });

  it("closes no more than was asked, however late the browser takes a step back", () => {
    const tab = new FakeHistory("#/c/group_x?side=info");
    const page = pageIn(tab);
    const key = page.history.openLayer(() => {});
    tab.settle();
    page.history.closeLayer(key);
    vi.advanceTimersByTime(6_000); // a machine under load: the step is asked for a second time before the first came
    tab.settle();
    expect(page.addresses()).toEqual(["#/chats", "#/c/group_x", "#/c/group_x?side=info"]);
    vi.advanceTimersByTime(60_000);
    expect(tab.behind).toEqual(page.addresses());
    expect(page.act(() => tab.back())).toEqual(["#/chats", "#/c/group_x"]);
  });

  it("is known to be the same place as long as nothing of it was closed and no other place was opened", () => {
    const tab = new FakeHistory("#/chats");
    const page = pageIn(tab);
    page.act(() => page.history.open({ name: "new" }));
    const fromPage = page.history.marker();
    let menu = "";
    page.act(() => (menu = page.history.openLayer(() => {})));
    const fromMenu = page.history.marker();
    expect([fromPage(), fromMenu()]).toEqual([true, true]);
    page.act(() => page.history.closeLayer(menu));
    expect([fromPage(), fromMenu()]).toEqual([true, false]);
    page.act(() => tab.follow("#/u/ada"));
    expect(fromPage()).toBe(false);
    page.act(() => page.history.close());
    expect(fromPage()).toBe(true);
    page.act(() => page.history.close());
    expect(fromPage()).toBe(false);
  });

  it("and the history are the same whatever is opened and closed, in whatever order", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const tab = new FakeHistory("#/chats");
      const page = pageIn(tab);
      const layers: string[] = [];
      const places: readonly Route[] = [
        { name: "chats" },
        { name: "new" },
        { name: "new-group" },
        { name: "join", token: "t" },
        { name: "user", username: "ada" },
        ...(["", "devices", "security"] as const).map(settingsOf),
        ...[a, b].flatMap((id) => [null, "info", "members", "manage/bans"].map((side) => conversation(id, side))),
      ];
      const steps: readonly (() => void)[] = [
        () => page.history.open(places[random.below(places.length)] ?? { name: "chats" }),
        () => page.history.replace(places[random.below(places.length)] ?? { name: "chats" }),
        () => page.history.close(),
        () => page.history.closeSide(),
        () => void layers.push(page.history.openLayer(() => {})),
        () => page.history.closeLayer(layers[random.below(layers.length || 1)] ?? ""),
        () => page.history.dropLayer(layers[random.below(layers.length || 1)] ?? ""),
        () => {
          tab.settle();
          if (tab.behind.length > 1) tab.back();
        },
        () => tab.forward(),
        () => tab.settle(),
      ];
      for (let step = 0; step < 60; step++) {
        steps[random.below(steps.length)]?.();
        const conversations = new Set(page.addresses().flatMap((at) => /^#\/c\/[^/?]+/.exec(at) ?? []));
        expect(conversations.size, `seed ${seed}, step ${step}`).toBeLessThan(2);
      }
      // A step of the person's among those that the page asked for is noticed a little later.
      for (let round = 0; round < 4; round++) {
        tab.settle();
        vi.runOnlyPendingTimers();
      }
      expect(tab.behind, `seed ${seed}`).toEqual(page.addresses());
    }
  });
});
