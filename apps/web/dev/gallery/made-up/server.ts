// The server of the gallery: answers what its pages ask, from memory. All else fails as it does without a network.
import type { Device, Group, GroupProfile, Member, Role, User } from "@klatch/sdk";
import { asDeviceId } from "@klatch/sdk";
import { left, team, teamSettings } from "./conversations.ts";
import { madeUpAddress, madeUpList, madeUpPage } from "./files.ts";
import { people } from "./people.ts";
import { minutesAgo } from "./time.ts";

const member = (user: User, role: Role, more: Partial<Member> = {}): Member => ({
  userId: user.id,
  role,
  nickname: "",
  silencedUntil: null,
  joinedSeq: 2,
  ...more,
});

const self = member(people.ada, "owner");
const members: readonly Member[] = [
  self,
  member(people.bob, "admin"),
  member(people.mei, "member", { nickname: "设计" }),
  member(people.long, "member", { silencedUntil: minutesAgo(-90) }),
  member(people.sara, "member"),
  member(people.fox, "member"),
];

const profile: GroupProfile = {
  id: team.id,
  name: "Launch team",
  description: "Where the launch is planned. Ask anything; https://example.com has the dates.",
  avatar: "",
  memberCount: members.length,
  joinPolicy: "approval",
};
const group: Group = {
  ...profile,
  ownerId: people.ada.id,
  settings: teamSettings,
  allSilenced: false,
  announcement: { text: "We meet on **Monday** at 10.", authorId: people.bob.id, seq: 3, createdAt: minutesAgo(600) },
  self,
};

const device = (id: string, platform: Device["platform"], name: string, minutes: number, current = false): Device => ({
  id: asDeviceId(id),
  platform,
  name,
  createdAt: minutesAgo(60_000),
  lastSeenAt: minutesAgo(minutes),
  current,
});

const list = (items: readonly unknown[]) => ({ items, next: null, people: Object.values(people) });

const answers: readonly (readonly [path: RegExp, answer: unknown])[] = [
  [new RegExp(`^/api/groups/${left.id}$`), { profile: { ...profile, id: left.id, name: "Walking club" } }],
  [
    /^\/api\/groups\/group_other$/,
    { profile: { ...profile, id: "group_other", name: "Readers", joinPolicy: "password" } },
  ],
  [/^\/api\/groups\/group_asked$/, { profile: { ...profile, id: "group_asked", name: "Writers" }, requested: true }],
  [/^\/api\/groups\/[^/]+$/, { profile, group }],
  [/^\/api\/users\/by-username\/zoe$/, { user: people.zoe }],
  [/^\/api\/groups\/[^/]+\/members$/, list(members)],
  [/^\/api\/groups\/[^/]+\/requests$/, list([{ userId: people.zoe.id, message: "May I?", createdAt: minutesAgo(50) }])],
  [
    /^\/api\/groups\/[^/]+\/invitations$/,
    list([
      { userId: people.zoe.id, invitedBy: people.bob.id, createdAt: minutesAgo(50), expiresAt: minutesAgo(-40_000) },
    ]),
  ],
  [
    /^\/api\/join-requests$/,
    list([
      {
        groupId: "group_asked",
        group: { id: "group_asked", name: "Writers", avatar: "", memberCount: 12 },
        createdAt: minutesAgo(900),
      },
    ]),
  ],
  [/^\/api\/groups\/[^/]+\/(links|bans|announcements)$/, list([])],
  [
    /^\/api\/devices$/,
    list([
      device("d1", "web", "Firefox on Linux", 0, true),
      device("d2", "ios", "iPhone", 300),
      device("d3", "desktop", "A device whose owner gave it a name that does not end at all", 9_000),
    ]),
  ],
  [
    /^\/api\/me\/security-events$/,
    list([
      { id: "e1", at: minutesAgo(20), event: "signed-in", deviceId: "d1", platform: "web", network: "203.0.113.0/24" },
      { id: "e2", at: minutesAgo(300), event: "sign-in-failed", deviceId: null, count: 12, network: "198.51.100.0/24" },
      { id: "e3", at: minutesAgo(9_000), event: "password-changed", deviceId: "d2", platform: "ios" },
    ]),
  ],
  [
    /^\/api\/me\/privacy$/,
    {
      receipts: true,
      receiptsFor: "everyone",
      invisible: false,
      messages: "everyone",
      groups: "friends",
      presence: "friends",
      profile: "everyone",
      search: "nobody",
    },
  ],
  [
    /^\/api\/me$/,
    {
      user: people.ada,
      bio: "Notes on the engine, and on what it cannot do.",
      status: { emoji: "🍜", text: "At lunch", until: minutesAgo(-50) },
      usernameChangeAt: null,
    },
  ],
  [/^\/api\/blocks$/, list([{ userId: people.han.id, blockedAt: minutesAgo(4_000) }])],
  [
    new RegExp(`/${team.id}/messages/[0-9]+/receipts$`),
    {
      items: [people.bob, people.mei, people.long, people.sara].map(({ id }) => ({ userId: id })),
      readCount: 4,
      unreadCount: 0,
      hiddenCount: 1,
      next: null,
    },
  ],
  [/\/receipts$/, { items: [], readCount: 0, unreadCount: 1, hiddenCount: 0, next: null }],
  [/^\/api\/auth\/registration$/, { mode: "open" }],
];

const answered = (status: number, answer: unknown) => ({
  status,
  headers: new Headers(),
  text: async () => JSON.stringify(answer),
});

/** As `fetch`, for the paths that the pages of the gallery ask for. */
export async function madeUpFetch(url: string) {
  const { pathname, searchParams } = new URL(url);
  if (pathname.endsWith("/address")) {
    const found = madeUpAddress(pathname);
    return found === null
      ? answered(404, { code: "FILE_NOT_FOUND", title: "There is no such file." })
      : answered(200, { url: found, expiresAt: minutesAgo(-5) });
  }
  if (pathname.endsWith("/files")) return answered(200, madeUpList(searchParams.get("of")));
  const messages = pathname.endsWith("/messages") ? madeUpPage(searchParams.get("before")) : null;
  if (messages !== null) return answered(200, messages);
  const answer = answers.find(([path]) => path.test(pathname))?.[1];
  if (answer === undefined) throw new TypeError(`the gallery has no ${url}`);
  return answered(200, answer);
}

/** A socket that never opens. */
export class SilentSocket {
  send(): void {}
  close(): void {}
  addEventListener(): void {}
}
