// Names and avatars: whatever people are called.
import { Avatar } from "../../../ui/avatar.tsx";
import { Name } from "../../../ui/name.tsx";
import { Row } from "../../../ui/row.tsx";
import { names } from "../made-up/people.ts";
import { Sample } from "../sample.tsx";

export function Names() {
  return (
    <>
      {names.map(([what, user]) => (
        <Sample key={what} of={what} narrow>
          <Row
            picture={<Avatar id={user.id} name={user.displayName} size="small" />}
            title={user.displayName}
            note={`@${user.username}`}
          />
        </Sample>
      ))}
      <Sample of="not known yet" narrow>
        <Row picture={<Avatar id="unknown" name="" size="small" />} title={null} note="12 members" />
        <Row title={null} onClick={() => {}} icon="person" />
      </Sample>
      <Sample of="in a text">
        <p>
          You and <Name text="שרה כהן-לוי" /> and <Name text="Bob" /> wrote to <Name text={null} />, yesterday.
        </p>
      </Sample>
      <Sample of="avatars">
        {(["tiny", "small", "medium", "large"] as const).map((size) => (
          <Avatar key={size} id={`user_${size}`} name="Ada Lovelace" size={size} />
        ))}
      </Sample>
      <Sample of="groups">
        {(["tiny", "small", "medium", "large"] as const).map((size) => (
          <Avatar key={size} id={`group_${size}`} name="设计评审" size={size} group />
        ))}
      </Sample>
      <Sample of="without a letter">
        <Avatar id="user_a" name="" />
        <Avatar id="group_a" name="…" group />
        <Avatar id="user_b" name="🦊 fox" />
        <Avatar id="user_c" name="שרה כהן" />
      </Sample>
      <Sample of="all colours">
        {["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4"].map((id) => (
          <Avatar key={id} id={id} name={id} size="small" />
        ))}
      </Sample>
    </>
  );
}
