// Buttons in all kinds and states.
import { Button, IconButton } from "../../../ui/button.tsx";
import { Sample } from "../sample.tsx";

const kinds = ["primary", "quiet", "danger"] as const;

export function Buttons() {
  return (
    <>
      {kinds.map((kind) => (
        <Sample key={kind} of={kind}>
          <Button kind={kind}>Save</Button>
          <Button kind={kind} icon="add">
            Add people
          </Button>
          <Button kind={kind} disabled>
            Disabled
          </Button>
          <Button kind={kind} busy>
            Busy
          </Button>
        </Sample>
      ))}
      <Sample of="wide, long" narrow>
        <Button kind="primary" wide>
          Ask to be let into the group
        </Button>
        <Button wide icon="link">
          Copy the link of the invitation to this group
        </Button>
      </Sample>
      <Sample of="with an icon">
        <IconButton icon="close" label="Close" />
        <IconButton icon="info" label="Details" pressed />
        <IconButton icon="more" label="More" expanded />
        <IconButton icon="send" label="Send" kind="filled" />
        <IconButton icon="send" label="Send, disabled" kind="filled" disabled />
        <IconButton icon="reply" label="Reply, disabled" disabled />
      </Sample>
    </>
  );
}
