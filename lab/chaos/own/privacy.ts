// Choices of privacy: who may write first, and add somebody to groups.
import { defaultConsents, type Audience, type ConsentTo } from "../../../schema/protocol/privacy.ts";
import type { OwnKind } from "./own-kind.ts";

const chosen = ["messages", "groups", "presence"] as const satisfies readonly ConsentTo[];

const keyOf = (to: ConsentTo): string => `privacy of ${to} `;

const valueOf = (to: ConsentTo, audience: Audience): Audience | null =>
  audience === defaultConsents[to] ? null : audience;

export const privacyKinds: readonly OwnKind[] = chosen.map((to) => ({
  name: `privacy of ${to}`,
  rule: "FRIEND-9",
  weight: 1,
  ask(_, random) {
    const audience = random.pick(["everyone", "everyone", "friends", "nobody"] as const);
    const request = { method: "PATCH", path: "/api/me/privacy", body: { [to]: audience } } as const;
    return { key: keyOf(to), value: valueOf(to, audience), request };
  },
  read: ({ privacy }) => new Map([[keyOf(to), valueOf(to, privacy[to])]]),
}));
