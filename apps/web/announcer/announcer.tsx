// Lets screen readers read what happens in the open conversation, in a region of the page that nothing covers.
import { createPortal } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { useChat } from "../model/chat-context.ts";
import { spoken } from "../text/unknown-name.ts";
import { announcedEvent, announcedRefusal } from "./announced.ts";
import { Announcements } from "./announcements.ts";
import { announcerWords as t } from "./announcer-words.ts";

export function Announcer() {
  const { client, me } = useChat();
  const open = useOpenConversation();
  const { id } = open.entry;
  const latest = useRef(open);
  latest.current = open;
  const [said, setSaid] = useState<{ readonly texts: readonly string[]; readonly time: number }>({
    texts: [],
    time: 0,
  });
  useEffect(() => {
    const announcements = new Announcements({
      setTimer: (run, afterMs) => {
        const timer = setTimeout(run, afterMs);
        return () => clearTimeout(timer);
      },
      say: (texts) => setSaid(({ time }) => ({ texts, time: time + 1 })),
      more: (count) => t("more", { count }),
    });
    const add = (text: string | null): void => void (text !== null && announcements.add(spoken(text)));
    const authorOf = (seq: number) => {
      const event = latest.current.loaded(seq)?.event;
      return event?.type === "new-message" ? event.senderId : null;
    };
    const offs = [
      client.on("event", (event) => {
        if (event.conversationId === id) add(announcedEvent(event, { me, nameOf: latest.current.nameOf, authorOf }));
      }),
      client.on("change", (change) => {
        if (change.conversationId === id) add(announcedRefusal(change));
      }),
    ];
    return () => {
      for (const off of offs) off();
      announcements.close();
    };
  }, [client, id]);
  return createPortal(
    <div class="visually-hidden" aria-live="polite">
      {/* Elements of their own each time: the same words again are news, too. */}
      {said.texts.map((text, index) => (
        <p key={`${said.time} ${index}`}>{text}</p>
      ))}
    </div>,
    document.body,
  );
}
