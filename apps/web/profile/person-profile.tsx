// What a person tells of themselves: status and bio. Nothing, where they tell nothing or not this user.
import type { Profile, Status, UserId } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { untilTime } from "../text/times.ts";
import { NamedText } from "../ui/named-text.tsx";
import { profileWords as t } from "./profile-words.ts";
import "./profile.css";

/** Of somebody else, as they are now; their name is fetched along. Without the server nothing is shown. */
export function PersonProfile({ userId }: { readonly userId: UserId }) {
  const { client } = useChat();
  const [profile, setProfile] = useState<Profile | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    setProfile(null);
    client.profileOf(userId, { signal: gone.signal }).then(
      (found) => setProfile(found.profile),
      () => {},
    );
    return () => gone.abort();
  }, [userId]);
  return profile === null ? null : <ProfileText {...profile} />;
}

export function ProfileText({ bio, status }: Profile) {
  if (bio === "" && status === null) return null;
  return (
    <section class="profile-text">
      {status !== null && <StatusLine status={status} />}
      {bio !== "" && (
        <p class="profile-bio" dir="auto">
          <NamedText text={bio} />
        </p>
      )}
    </section>
  );
}

function StatusLine({ status: { emoji, text, until } }: { readonly status: Status }) {
  return (
    <p class="profile-status">
      {emoji !== "" && <span>{emoji}</span>}
      <bdi>{text}</bdi>
      {until !== null && <small>{t("untilTime", { time: untilTime(until, Date.now()) })}</small>}
    </p>
  );
}
