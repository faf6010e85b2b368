// The story of the checker's tests, and what its people have to do with each other: Ada asked Bob, who accepted; Bob asked
// Cleo, who has not answered; Ada invited Cleo to the group again. All of it is looked at once more before the end.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Person } from "../../schema/protocol/people.ts";
import type { RelatingAct } from "../../lab/chaos/people/acts.ts";
import { ada, bob, cleo, direct, group, Story } from "./checker-story.ts";

/** When Ada and Bob became friends. */
export const since = 50;
const monthMs = 30 * 86_400_000;

/** A request of this time, as one of the two sees it. */
export const requestOf = (by: "me" | "them", requestedAt: number) => ({
  request: { by, requestedAt, expiresAt: requestedAt + monthMs },
});

const invitation = { invitedBy: ada, createdAt: 70, expiresAt: 70 + monthMs };

export class PeopleStory extends Story {
  constructor() {
    super();
    this.relate(ada, "request", bob, { asked: 40, became: requestOf("me", 41) });
    this.relate(bob, "accept", ada, { saw: requestOf("them", 41), asked: 48, became: { friendSince: since } });
    this.relate(bob, "request", cleo, { asked: 60, became: requestOf("me", 61) });
    this.show(ada, bob, { friendSince: since });
    this.show(bob, ada, { friendSince: since });
    this.show(bob, cleo, requestOf("me", 61));
    this.show(cleo, bob, requestOf("them", 61));
    this.note({ kind: "people", socket: 0, peopleVersion: 1, people: [this.shown(ada, bob)] });
    this.note({ kind: "sign", socket: 0, userId: bob, of: "online", conversationId: null });
    this.note({ kind: "sign", socket: 0, userId: bob, of: "typing", conversationId: direct });
    this.note({ kind: "inviting", user: ada, conversationId: group, invited: [cleo], asked: 69, outcome: "done" }, 71);
    this.invitations.set(group, [{ userId: cleo, ...invitation }]);
    this.view(cleo).invitations.push({
      groupId: group,
      group: { name: "Tea", avatar: "", memberCount: 2 },
      ...invitation,
    });
  }

  /** Somebody does something, which takes five milliseconds. */
  relate(user: UserId, act: RelatingAct, other: UserId, { saw, asked, became, outcome = "done" }: Doing): void {
    const shown = (what: Shown | undefined): Person | null =>
      what === undefined ? null : { userId: other, peopleVersion: 1, ...what };
    const seen = { sawAt: asked - 2, saw: shown(saw), became: shown(became) };
    this.note({ kind: "relating", user, other, act, asked, outcome, ...seen }, asked + 5);
  }

  /** What this one's session shows of the other at the end, and their devices too. */
  show(user: UserId, other: UserId, shown: Shown): void {
    const person = { userId: other, peopleVersion: 1, ...shown };
    const { people } = this.view(user);
    people.splice(0, people.length, ...people.filter(({ userId }) => userId !== other), person);
    for (const { name } of this.devices.filter(({ userId }) => userId === user))
      this.state(name).people?.set(other, Object.keys(shown).length === 0 ? null : person);
  }

  shown(user: UserId, other: UserId): Person {
    const person = this.view(user).people.find(({ userId }) => userId === other);
    if (person === undefined) throw new Error("nobody is shown");
    return person;
  }

  /** Somebody sets something for themselves. */
  setOwn(user: UserId, key: string, value: string | boolean | null, asked: number, outcome = "done"): void {
    this.note({ kind: "own", user, key, value, asked, outcome }, asked + 5);
  }
}

type Shown = Partial<Omit<Person, "userId" | "peopleVersion">>;

interface Doing {
  readonly asked: number;
  readonly saw?: Shown;
  readonly became?: Shown;
  readonly outcome?: "done" | "refused" | "unknown";
}
