// The people of the gallery: their names are what a page has to bear.
import { asUserId, type User } from "@klatch/sdk";
import { madeUpNow } from "./time.ts";

const day = 86_400_000;

/** The id decides the colour of the avatar, so it does not change. */
const person = (username: string, displayName: string): User => ({
  id: asUserId(`user_${username}`),
  username,
  displayName,
  createdAt: madeUpNow - 40 * day,
});

export const people = {
  ada: person("ada", "Ada Lovelace"),
  bob: person("bob", "Bob Okafor"),
  mei: person("mei", "王小美"),
  sara: person("sara", "שרה כהן-לוי"),
  fox: person("fox", "🦊 Fox & 👩‍👩‍👧 family"),
  /** 64 characters, and nowhere to break. */
  long: person("abcdefghijklmnopqrst", "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenh"),
  han: person("han", "司马相如与卓文君的后代欧阳娜娜以及她的许多许多许多朋友们一起"),
  zoe: person("zoe", "Zoë Kravchenko"),
} as const satisfies Record<string, User>;

/** Nobody knows the name yet. */
export const strangerId = asUserId("user_stranger");

export const names: readonly (readonly [what: string, user: User])[] = [
  ["short", people.bob],
  ["64 characters", people.long],
  ["right to left", people.sara],
  ["emoji", people.fox],
  ["Chinese", people.mei],
  ["long, Chinese", people.han],
];
