// A group that is being made: who and what it is to be, as a text that is kept until the group is made or discarded. Pure.
import type { User, UserId } from "@klatch/sdk";

/** What the server is asked to make. */
export interface GroupPlan {
  readonly name: string;
  readonly description: string;
  readonly people: readonly User[];
}

export interface GroupDraft extends GroupPlan {
  /** By which the server knows the group again, so that a repeat after a lost answer does not make another one. */
  readonly clientGroupId: string;
  /** What the server was asked for, without an answer; null: nothing. It may have made that. */
  readonly asked: GroupPlan | null;
}

/** Of a group, the one who makes it included. */
export const maxMembers = 500;
export const maxNameChars = 64;
export const maxDescriptionChars = 1_024;

export const emptyDraft = (clientGroupId: string): GroupDraft => ({
  clientGroupId,
  name: "",
  description: "",
  people: [],
  asked: null,
});

/** Whether there is nothing to keep. */
export const isEmpty = ({ name, description, people, asked }: GroupDraft): boolean =>
  name === "" && description === "" && people.length === 0 && asked === null;

export const withPerson = (draft: GroupDraft, person: User): GroupDraft =>
  draft.people.some(({ id }) => id === person.id) || draft.people.length >= maxMembers - 1
    ? draft
    : { ...draft, people: [...draft.people, person] };

export const withoutPerson = (draft: GroupDraft, id: UserId): GroupDraft => ({
  ...draft,
  people: draft.people.filter((person) => person.id !== id),
});

/** As it is sent: without the blanks around the texts. */
export const planOf = ({ name, description, people }: GroupPlan): GroupPlan => ({
  name: name.trim(),
  description: description.trim(),
  people,
});

/** "" if there is nothing to keep. */
export const formatDraft = (draft: GroupDraft): string => (isEmpty(draft) ? "" : JSON.stringify(draft));

/** Null: nothing was kept, or it is not to be read, because an earlier or later version of the page wrote it. */
export function parseDraft(text: string): GroupDraft | null {
  if (text === "") return null;
  try {
    const draft: unknown = JSON.parse(text);
    if (!isPlan(draft) || !("clientGroupId" in draft) || typeof draft.clientGroupId !== "string") return null;
    const asked = "asked" in draft && isPlan(draft.asked) ? draft.asked : null;
    return { ...plain(draft), clientGroupId: draft.clientGroupId, asked: asked === null ? null : plain(asked) };
  } catch {
    return null;
  }
}

/** How a group that was made by a lost answer differs from what is wanted now. */
export interface Difference {
  readonly info: boolean;
  readonly added: readonly UserId[];
  readonly removed: readonly UserId[];
}

/** @param group as it is; its members without the one who makes it */
export function differenceTo(
  { name, description, people }: GroupPlan,
  group: { readonly name: string; readonly description: string; readonly memberIds: readonly UserId[] },
): Difference {
  const [wanted, there] = [new Set(people.map(({ id }) => id)), new Set(group.memberIds)];
  return {
    info: group.name !== name || group.description !== description,
    added: [...wanted].filter((id) => !there.has(id)),
    removed: [...there].filter((id) => !wanted.has(id)),
  };
}

const plain = ({ name, description, people }: GroupPlan): GroupPlan => ({ name, description, people });

const isPlan = (value: unknown): value is GroupPlan =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  "description" in value &&
  typeof value.description === "string" &&
  "people" in value &&
  Array.isArray(value.people) &&
  value.people.every(isUser);

const isUser = (value: unknown): value is User =>
  typeof value === "object" &&
  value !== null &&
  ["id", "username", "displayName"].every((key) => typeof Reflect.get(value, key) === "string");
