// What people tell of themselves, and avatars that are emoji.
import { ProfileText } from "../../../profile/person-profile.tsx";
import { Avatar } from "../../../ui/avatar.tsx";
import { Sample } from "../sample.tsx";

const long = "Reads more than she writes, and writes more than she says. ".repeat(5).trim();

export function Profiles() {
  return (
    <>
      <Sample of="status and bio" narrow>
        <ProfileText bio={"Two lines.\nAnd a second one."} status={{ emoji: "🌴", text: "On holiday", until: null }} />
      </Sample>
      <Sample of="long" narrow>
        <ProfileText bio={long} status={{ emoji: "🎯", text: long.slice(0, 100), until: 1_800_000_000_000 }} />
      </Sample>
      <Sample of="right to left" narrow>
        <ProfileText bio="أقرأ أكثر مما أكتب." status={{ emoji: "", text: "في إجازة", until: null }} />
      </Sample>
      <Sample of="avatars">
        {(["tiny", "small", "medium", "large"] as const).map((size) => (
          <Avatar key={size} id={`user_${size}`} name="Ada Lovelace" size={size} avatar="🦊" />
        ))}
      </Sample>
    </>
  );
}
