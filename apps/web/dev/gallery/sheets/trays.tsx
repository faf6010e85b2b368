// What is about to be sent: one picture as a sticker, and several files.
import { useEffect, useState } from "preact/hooks";
import { ChatContext } from "../../../model/chat-context.ts";
import type { Chat } from "../../../model/chat.ts";
import { prepareSticker } from "../../../tray/prepare-sticker.ts";
import { TrayList } from "../../../tray/tray.tsx";
import { trayOf } from "../../../tray/trays.ts";
import { madeUpChat } from "../made-up/chat.ts";
import { team, withBob } from "../made-up/conversations.ts";
import { drawnHills } from "../made-up/drawn-hills.ts";

async function filled(chat: Chat): Promise<Chat> {
  const picture = await drawnHills();
  const named = (name: string, type = picture.type): File => new File([picture], name, { type });
  const mostBytes = 100_000;
  const alone = trayOf(chat, team);
  alone.add([named("hills above the lake on a sunny day.jpg")], false, mostBytes);
  await alone.setSticker(alone.items.value[0]?.key ?? 0, "🌄", prepareSticker);
  const files = [named("hills.jpg"), named("menu.pdf", "application/pdf"), new File([], "nothing.txt")];
  trayOf(chat, withBob).add(files, false, mostBytes);
  return chat;
}

export function Trays() {
  const [chat, setChat] = useState<Chat | null>(null);
  useEffect(() => {
    void madeUpChat("live")
      .then((madeUp) => filled(madeUp.chat))
      .then(setChat);
  }, []);
  return chat === null ? null : (
    <ChatContext.Provider value={chat}>
      <div class="composer-card">
        <TrayList place={team} onEmpty={() => {}} />
      </div>
      <div class="composer-card">
        <TrayList place={withBob} onEmpty={() => {}} />
      </div>
    </ChatContext.Provider>
  );
}
