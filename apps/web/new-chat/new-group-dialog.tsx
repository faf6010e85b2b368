// Makes a group in two steps: who is in it, and what it is. What was begun is kept as a draft until the group is made or
// the draft is discarded.
import { useEffect, useRef, useState } from "preact/hooks";
import { sayInvited } from "../invited/say-invited.ts";
import { isEmpty, type GroupDraft } from "../model/group-draft.ts";
import { groupDraftOf } from "../model/group-draft-model.ts";
import { useChat } from "../model/chat-context.ts";
import { replace } from "../route/navigation.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useTask } from "../ui/use-task.ts";
import { GroupPeopleStep } from "./group-people-step.tsx";
import { GroupTextStep } from "./group-text-step.tsx";
import { newChatWords as t } from "./new-chat-words.ts";
import "./new-group-dialog.css";

export default function NewGroupDialog() {
  const chat = useChat();
  const model = groupDraftOf(chat);
  const draft = model.draft.value;
  const [step, setStep] = useState<"people" | "text">("people");
  const [discarded, setDiscarded] = useState<GroupDraft | null>(null);
  const isOpen = useRef(true);
  useEffect(() => () => void (isOpen.current = false), []);
  const make = useTask(async () => {
    const id = await model.make();
    sayInvited(model.invited, (userId) => chat.people.nameOf(userId));
    // Whoever has closed the dialog meanwhile is elsewhere, and stays there.
    if (isOpen.current) replace({ name: "conversation", id, side: null });
  });
  // It was closed and opened again while the group is being made.
  useEffect(() => void (model.isMaking.peek() && make.run()), []);

  const steps = {
    draft,
    onChange: (change: (draft: GroupDraft) => GroupDraft): void => {
      setDiscarded(null);
      model.change(change);
    },
    onDiscard: isEmpty(draft)
      ? null
      : () => {
          setDiscarded(draft);
          setStep("people");
          model.discard();
        },
  };
  return (
    <Dialog title={t("newGroup")} isPlace>
      {step === "people" ? (
        <GroupPeopleStep
          {...steps}
          onRestore={discarded === null ? null : () => steps.onChange(() => discarded)}
          onNext={() => setStep("text")}
        />
      ) : (
        <GroupTextStep
          {...steps}
          busy={make.busy}
          error={make.error}
          onBack={() => setStep("people")}
          onMake={() => void make.run()}
        />
      )}
    </Dialog>
  );
}
