// What the composer's + opens: a menu, then the dialog of what was chosen. Loaded when it is first opened.
import type { Content } from "@klatch/sdk";
import { useRef, useState } from "preact/hooks";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { composerWords } from "../composer/composer-words.ts";
import { pickFiles } from "../platform/pick-files.ts";
import { trayWords as tray } from "../tray/tray-words.ts";
import { isTouch } from "../ui/media.ts";
import { attachWords as t } from "./attach-words.ts";
import { ContactDialog } from "./contact-dialog.tsx";
import { LocationDialog } from "./location-dialog.tsx";
import { PollDialog } from "../polls/poll-dialog.tsx";
import { pollWords } from "../polls/poll-words.ts";

const camera = { accept: "image/*", camera: true };

type Attached = "location" | "contact" | "poll";

interface AttachProps {
  readonly at: MenuPlace;
  readonly onSend: (content: Content) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onClose: () => void;
}

export default function Attach({ at, onSend, onFiles, onClose }: AttachProps) {
  const [chosen, setChosen] = useState<Attached | null>(null);
  const isChosen = useRef(false);
  const choose = (what: Attached): void => {
    isChosen.current = true;
    setChosen(what);
  };
  if (chosen === "location") return <LocationDialog onSend={onSend} onClose={onClose} />;
  if (chosen === "poll") return <PollDialog onSend={onSend} onClose={onClose} />;
  if (chosen === "contact") return <ContactDialog onSend={onSend} onClose={onClose} />;
  return (
    <Menu
      label={composerWords("attach")}
      at={at}
      items={[
        { label: tray("media"), icon: "image", onSelect: () => pickFiles({ accept: "image/*,video/*" }, onFiles) },
        ...(isTouch.value
          ? [{ label: tray("camera"), icon: "camera", onSelect: () => pickFiles(camera, onFiles) } as const]
          : []),
        { label: tray("file"), icon: "file", onSelect: () => pickFiles({ accept: "" }, onFiles) },
        { label: t("location"), icon: "pin", onSelect: () => choose("location") },
        { label: t("contact"), icon: "person", onSelect: () => choose("contact") },
        { label: pollWords("poll"), icon: "list", onSelect: () => choose("poll") },
      ]}
      // The menu closes before what was chosen in it acts.
      onClose={() =>
        queueMicrotask(() => {
          if (!isChosen.current) onClose();
        })
      }
    />
  );
}
