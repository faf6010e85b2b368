// The page of one's account: how others see it.
import { PersonAbout } from "../details/person-about.tsx";
import { useChat } from "../model/chat-context.ts";
import { OwnProfile } from "../profile/own-profile.tsx";

export function AccountPage() {
  const chat = useChat();
  return (
    <>
      <PersonAbout id={chat.me} name={chat.people.nameOf(chat.me)} user={chat.people.get(chat.me)} />
      <OwnProfile />
    </>
  );
}
