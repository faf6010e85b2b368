// Opens the conversation with a person.
import type { UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { directWith } from "../model/direct-with.ts";
import { go } from "../route/navigation.ts";
import { useTask, type Task } from "../ui/use-task.ts";

export function useOpenDirect(): Task<[UserId]> {
  const chat = useChat();
  return useTask(async (userId: UserId) => {
    go({ name: "conversation", id: await directWith(chat, userId), side: null });
  });
}
