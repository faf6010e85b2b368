// Keeps the count of requests to join the open group up to date for those who may answer them. No event tells of a new one.
import type { ConversationEntry } from "@klatch/sdk";
import { useEffect } from "preact/hooks";
import { mayInGroup } from "../details/permissions.ts";
import type { Chat } from "../model/chat.ts";
import type { GroupModel } from "../model/group-model.ts";

/** The least time between two counts of one group: who switches between conversations asks no more often. */
const countEveryMs = 60_000;
const countedAtMs = new WeakMap<GroupModel, number>();

export function useRequestWatch(chat: Chat | null, entry: ConversationEntry | null): void {
  const model = chat === null || entry?.kind !== "group" ? null : chat.groups.known(entry.id);
  const group = model?.group.value ?? null;
  // Only such groups have requests.
  const mayAnswer = group !== null && group.joinPolicy === "approval" && mayInGroup(group, "answer-request");
  useEffect(() => {
    if (model === null || !mayAnswer) return;
    const count = (): void => {
      const nowMs = Date.now();
      if (document.visibilityState !== "visible" || nowMs - (countedAtMs.get(model) ?? 0) < countEveryMs) return;
      countedAtMs.set(model, nowMs);
      void model.countRequests();
    };
    count();
    const timer = setInterval(count, countEveryMs);
    document.addEventListener("visibilitychange", count);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", count);
    };
  }, [model, mayAnswer]);
}
