// Opens the conversation with a person, which without a network works for those that are there already.
import type { UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { useTask, type Task } from "../ui/use-task.ts";

export function useOpenDirect(): Task<[UserId]> {
  const chat = useChat();
  return useTask(async (userId: UserId) => {
    const known = chat.inbox.entries.peek().find(({ peerId }) => peerId === userId);
    const { id } = known ?? (await chat.client.openDirect({ userId }));
    go({ name: "conversation", id, side: null });
  });
}
