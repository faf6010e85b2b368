// Where a pasted link leads.
import { expect, it } from "vitest";
import { newGroupId } from "../../schema/protocol/ids.ts";
import { groupAddress } from "../../apps/web/join/link-token.ts";
import { placeOfLink } from "../../apps/web/new-chat/place-of-link.ts";

const group = newGroupId();

it.each([
  [`Come in: ${groupAddress("https://k.example", group)} !`, { name: "join", token: group }],
  ["https://k.example/#/u/Ada_1", { name: "user", username: "Ada_1" }],
  ["see (http://localhost:8787/#/u/bob).", { name: "user", username: "bob" }],
  ["https://k.example/#/u/ab", null],
  [`https://k.example/#/u/${"a".repeat(21)}`, null],
  ["ada", null],
  ["https://k.example/#/settings", null],
  ["", null],
])("[WEB-11] of a group or a person: %s", (pasted, place) => {
  expect(placeOfLink(pasted)).toEqual(place);
});
