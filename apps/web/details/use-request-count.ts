// How many people ask to join a group, for those who may answer them.
import { useEffect } from "preact/hooks";
import type { GroupModel } from "../model/group-model.ts";
import { mayInGroup } from "./permissions.ts";

/** @returns 0 while it is not known */
export function useRequestCount(model: GroupModel): number {
  const group = model.group.value;
  const mayAnswer = group !== null && mayInGroup(group, "answer-request");
  useEffect(() => {
    if (mayAnswer) void model.countRequests();
  }, [model, mayAnswer]);
  return mayAnswer ? (model.requestCount.value ?? 0) : 0;
}
