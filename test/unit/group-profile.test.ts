// Name, settings, announcements.
import { describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { adam, climbers, info, mona, olga, type TestGroup } from "../support/test-group.ts";
import { freeSettings } from "../support/group-settings.ts";

describe("information", () => {
  it("[GROUP-19] an event names only what is different now; nothing different makes none", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "edit-info", info: { ...info, description: "We climb" } })).toEqual([
      { kind: "info", description: "We climb" },
    ]);
    expect(group.state.core.info).toEqual({ ...info, description: "We climb" });
    expect(group.try(adam, { kind: "edit-info", info: { name: info.name } })).toEqual([]);
    expect(group.try(adam, { kind: "edit-info", info: {} })).toEqual([]);
  });

  it("[GROUP-19] settings too", () => {
    const group = climbers();
    expect(
      group.try(olga, { kind: "edit-settings", settings: { ...freeSettings, joinPolicy: "link", mayPin: "members" } }),
    ).toEqual([{ kind: "settings", joinPolicy: "link", mayPin: "members" }]);
    expect(group.try(olga, { kind: "edit-settings", settings: { mayPin: "members" } })).toEqual([]);
    expect(group.state.core.settings).toEqual({ ...freeSettings, joinPolicy: "link", mayPin: "members" });
  });

  it("[GROUP-23] what is so already writes no row, the password included", () => {
    const group = climbers();
    group.do(olga, { kind: "edit-settings", settings: {}, passwordHash: "hash" });
    group.rowsWritten = 0;
    group.do(adam, { kind: "edit-info", info });
    group.do(adam, { kind: "edit-settings", settings: freeSettings, passwordHash: "hash" });
    group.do(adam, { kind: "edit-settings", settings: {} });
    expect(group.rowsWritten).toBe(0);
  });

  it("[GROUP-22] what a setting widens, it widens for the rest of the flush", () => {
    const edit = { kind: "edit-info", info: { name: "Hikers" } } as const;
    const outcomes = climbers().together(
      [mona, edit],
      [adam, { kind: "edit-settings", settings: { mayEditInfo: "members" } }],
      [mona, edit],
    );
    expect(outcomes.map((decision) => "refusal" in decision)).toEqual([true, false, false]);
  });
});

describe("the password", () => {
  it("[GROUP-13] must be there before one joins by it; no event tells of it", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "edit-settings", settings: { joinPolicy: "password" } })).toBe("INVALID_REQUEST");
    expect(group.try(adam, { kind: "edit-settings", settings: {}, passwordHash: "hash" })).toEqual([]);
    expect(group.try(adam, { kind: "edit-settings", settings: { joinPolicy: "password" } })).toEqual([
      { kind: "settings", joinPolicy: "password" },
    ]);
    expect(group.try(adam, { kind: "edit-settings", settings: {}, passwordHash: "other" })).toEqual([]);
    expect(group.store.load().core.passwordHash).toBe("other");
  });

  it("[GROUP-13] a refused change leaves all of the settings", () => {
    const group = climbers();
    group.do(adam, { kind: "edit-settings", settings: { joinPolicy: "password", mayPin: "members" } });
    expect(group.state.core.settings).toEqual(freeSettings);
  });
});

describe("announcements", () => {
  const texts = (group: TestGroup): string[] => group.state.announcements.map(({ text }) => text);

  it("[GROUP-20] the newest comes first, with its event; the same again is none", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "announce", text: "Saturday" })).toEqual([
      { kind: "announcement", text: "Saturday" },
    ]);
    expect(group.try(olga, { kind: "announce", text: "Saturday" })).toEqual([]);
    expect(group.state.announcements).toEqual([
      { text: "Saturday", authorId: adam, seq: group.headSeq, createdAt: group.now },
    ]);
    group.do(olga, { kind: "announce", text: "Sunday" });
    expect(texts(group)).toEqual(["Sunday", "Saturday"]);
  });

  it("[GROUP-20] an empty text takes it down, once", () => {
    const group = climbers();
    expect(group.try(olga, { kind: "announce", text: "" })).toEqual([]);
    group.do(olga, { kind: "announce", text: "Saturday" });
    expect(group.try(olga, { kind: "announce", text: "" })).toEqual([{ kind: "announcement", text: "" }]);
    expect(group.try(olga, { kind: "announce", text: "" })).toEqual([]);
    expect(texts(group)).toEqual(["", "Saturday"]);
  });

  it("[GROUP-20] keeps the newest, in storage too, and more of them in one flush", () => {
    const group = climbers();
    for (let day = 1; day < wireLimits.maxAnnouncements; day++)
      group.do(olga, { kind: "announce", text: `day ${day}` });
    group.together(...[50, 51, 52].map((day) => [olga, { kind: "announce", text: `day ${day}` }] as const));
    expect(texts(group)).toEqual(
      Array.from({ length: wireLimits.maxAnnouncements }, (_, index) => `day ${52 - index}`),
    );
    expect(group.store.load()).toEqual(group.state);
    expect(group.sqlite.sql.exec<{ n: number }>("SELECT count(*) AS n FROM announcement").one().n).toBe(
      wireLimits.maxAnnouncements,
    );
  });
});
