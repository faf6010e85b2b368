// Choices of privacy: who may write first, and add somebody to groups.
import { defaultConsents, type Audience, type ConsentTo } from "../../../schema/protocol/privacy.ts";
import type { OwnKind, OwnWrite } from "./own-kind.ts";

const keyOf = (to: ConsentTo): string => `privacy of ${to} `;

const valueOf = (to: ConsentTo, audience: Audience): Audience | null =>
  audience === defaultConsents[to] ? null : audience;

/** Lets this audience do it. */
export const choose = (to: ConsentTo, audience: Audience): OwnWrite => ({
  key: keyOf(to),
  value: valueOf(to, audience),
  request: { method: "PATCH", path: "/api/me/privacy", body: { [to]: audience } },
});

const kindOf = (to: ConsentTo, weight: number): OwnKind => ({
  name: `privacy of ${to}`,
  rule: "FRIEND-9",
  weight,
  ask: (_, random) => choose(to, random.pick(["everyone", "friends", "friends", "nobody"])),
  read: ({ privacy }) => new Map([[keyOf(to), valueOf(to, privacy[to])]]),
});

export const privacyKinds: readonly OwnKind[] = [kindOf("messages", 1), kindOf("groups", 3), kindOf("presence", 1)];
