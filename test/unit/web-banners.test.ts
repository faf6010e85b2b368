// The bars above a conversation: which of them are shown.
import { describe, expect, it } from "vitest";
import type { BannerKind } from "../../apps/web/banner/banner.ts";
import { bannerKinds, bannersFor } from "../../apps/web/banner/banners.ts";
import { isUpdatePutOff, readyUpdate } from "../../apps/web/banner/ready-update.ts";
import { isSeen, see } from "../../apps/web/banner/seen-announcements.ts";

const nowhere = { chat: null, entry: null };
const kind = (id: string, rank: number, isThere = true): BannerKind => ({
  id,
  rank,
  show: () => (isThere ? { label: id, icon: "info", text: id } : null),
});

describe("[WEB-105] the bars", () => {
  it("that are shown are the two of the lowest ranks, in their order", () => {
    const kinds = [kind("last", 30), kind("absent", 5, false), kind("first", 10), kind("second", 20)];
    expect(bannersFor(nowhere, kinds).map(({ id }) => id)).toEqual(["first", "second"]);
  });

  it("have ranks of their own", () => {
    expect(new Set(bannerKinds.map(({ rank }) => rank)).size).toBe(bannerKinds.length);
  });

  it("say nothing where nobody is signed in and nothing is ready", () => {
    expect(bannersFor(nowhere)).toEqual([]);
  });
});

it("[WEB-108] a newer version is told until it is put off", () => {
  let applied = 0;
  readyUpdate.value = () => void applied++;
  const [update] = bannersFor(nowhere);
  expect(update?.id).toBe("update");
  update?.actions?.[0]?.run();
  expect(applied).toBe(1);
  update?.actions?.[1]?.run();
  expect(bannersFor(nowhere)).toEqual([]);
  expect(readyUpdate.value).not.toBeNull();
  readyUpdate.value = null;
  isUpdatePutOff.value = false;
});

it("[WEB-105] an announcement that was put away stays so, each group for itself, until there is a newer one", () => {
  see("ada group-1", 7);
  expect(isSeen("ada group-1", 7)).toBe(true);
  expect(isSeen("ada group-1", 8)).toBe(false);
  expect(isSeen("ada group-2", 7)).toBe(false);
  expect(isSeen("bob group-1", 7)).toBe(false);
  // Of very many groups those are remembered where something was put away last.
  for (let group = 0; group < 250; group++) see(`ada other-${group}`, 1);
  expect(isSeen("ada group-1", 7)).toBe(false);
  expect(isSeen("ada other-249", 1)).toBe(true);
});
