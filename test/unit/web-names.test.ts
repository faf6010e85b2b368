// Names that earlier versions of the server stored, as the web client shows them.
import { describe, expect, it } from "vitest";
import { nameOfUser } from "../../apps/web/model/people.ts";
import { tameName } from "../../apps/text/tame-name.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

describe("[WEB-44] a name of earlier", () => {
  it.each([
    ["invisible characters", "a\u200Bd\u00ADa\u{E0041}\u2800", "ada"],
    ["controls and line ends", "\u202Ea\u0007d\n\ta\u2069", "ad a"],
    ["private and unassigned characters", "a\uE000da\u0378", "ada"],
  ])("loses %s", (_what, name, shown) => expect(tameName(name)).toBe(shown));

  it.each([
    "محمد\u200Cعلی",
    "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}",
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "葛\u{E0100}城",
    "\u2764\uFE0F",
    "!!!",
  ])("keeps %s", (name) => expect(tameName(name)).toBe(name));

  it.each(["", "\u200B", "\u3164", "\u202E", "\u200D\uFE0F", "\u0301", "\u2800 \u3000"])(
    "of which nothing can be seen gives way to the username (%j)",
    (displayName) => {
      expect(nameOfUser({ id: "user_a" as UserId, username: "ada", displayName, createdAt: 0 })).toBe("ada");
    },
  );
});
