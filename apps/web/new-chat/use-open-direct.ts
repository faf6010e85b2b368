// Opens the conversation with a person, unless whoever asked for it has closed what they asked from, or gone elsewhere.
import type { UserId } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { directWith } from "../model/direct-with.ts";
import { fromHere } from "../route/navigation.ts";
import { useTask, type Task } from "../ui/use-task.ts";

export function useOpenDirect(): Task<[UserId]> {
  const chat = useChat();
  const [here] = useState(fromHere);
  const isOpen = useRef(true);
  useEffect(() => () => void (isOpen.current = false), []);
  return useTask(async (userId: UserId) => {
    const id = await directWith(chat, userId);
    if (isOpen.current) here.go({ name: "conversation", id, side: null });
  });
}
