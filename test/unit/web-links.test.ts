// Where a pasted link leads.
import { expect, it } from "vitest";
import { newGroupId } from "../../schema/protocol/ids.ts";
import { groupAddress } from "../../apps/web/join/link-token.ts";
import { typedUsername } from "../../apps/web/people-search/known-people.ts";
import { parseRoute } from "../../apps/web/route/route.ts";
import { placeOfInvitation } from "../../apps/web/switcher/places.ts";
import { placeOfLink } from "../../apps/web/new-chat/place-of-link.ts";

const group = newGroupId();
const token = `${group}.${"s".repeat(31)}_`;
const toGroup = { name: "join", token } as const;
const ada = { name: "user", username: "Ada_1" } as const;

it.each([
  [`Come in: ${groupAddress("https://k.example", group)} !`, { name: "join", token: group }],
  ["https://k.example/#/u/Ada_1", { name: "user", username: "Ada_1" }],
  ["see (http://localhost:8787/#/u/bob).", { name: "user", username: "bob" }],
  ["https://k.example/#/u/ab", null],
  [`https://k.example/#/u/${"a".repeat(21)}`, null],
  // Whatever stands around it, and whatever programs made of it.
  [`_https://k.example/#/join/${token}_`, toGroup],
  [`<https://k.example/#/join/${token}>。加入`, toGroup],
  [`[Join](https://k.example/#/join/${token})`, toGroup],
  [`加入https://k.example/#/join/${token}吧`, toGroup],
  [`https://out.example/?u=${encodeURIComponent(`https://k.example/#/join/${token}`)}`, toGroup],
  [`https://out.example/?u=${encodeURIComponent(encodeURIComponent(`https://k.example/#/join/${token}`))}`, toGroup],
  [`https://k.example/#/join/${token.replace("_", "\\_").replace(/_$/, "\\_")}`, toGroup],
  [`\u200Bhttps://k.example/#/join/\u2060${token}\u200E`, toGroup],
  [`G${token.slice(1)}`, toGroup],
  ["找https://k.example/#/u/Ada_1聊", ada],
  ["k.example/#/u/@Ada_1。", ada],
  ["https://k.example/%23/u/Ada%5F1", ada],
  ["https://k.example/＃／u／Ada_1", ada],
  [`https://k.example/#/u/Ada_1 or https://k.example/#/join/${token}`, ada],
  ["ada", null],
  ["https://k.example/#/settings", null],
  ["", null],
])("[WEB-11] [TEXT-23] of a group or a person: %s", (pasted, place) => {
  expect(placeOfLink(pasted)).toEqual(place);
});

it("[TEXT-23] what came along with an address that was copied is not of the place", () => {
  expect(parseRoute(`#/join/${token}。`)).toEqual(toGroup);
  expect(parseRoute(`#/join/${token}%E5%90%A7`)).toEqual(toGroup);
  expect(parseRoute("#/u/Ada_1，")).toEqual(ada);
  expect(parseRoute("#/join/nothing")).toEqual({ name: "join", token: "nothing" });
  expect(parseRoute("#/u/ab")).toEqual({ name: "user", username: "ab" });
});

it("[TEXT-23] the switcher opens the group of a link", () => {
  expect(placeOfInvitation(`Come in: ${token} !`)?.to).toEqual(toGroup);
  expect(placeOfInvitation("https://k.example/#/u/Ada_1")).toBeNull();
  expect(typedUsername("see https://k.example/#/u/Ada_1!")).toBe("Ada_1");
});
