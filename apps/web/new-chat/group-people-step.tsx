// The first step of a new group: who is in it.
import { maxMembers, withoutPerson, withPerson, type GroupDraft } from "../model/group-draft.ts";
import { PeoplePicker } from "../people-search/people-picker.tsx";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { newChatWords as t } from "./new-chat-words.ts";

export interface GroupStepProps {
  readonly draft: GroupDraft;
  readonly onChange: (change: (draft: GroupDraft) => GroupDraft) => void;
  /** Null: there is nothing to discard. */
  readonly onDiscard: (() => void) | null;
}

interface GroupPeopleStepProps extends GroupStepProps {
  /** Puts back what was discarded; null: nothing was. */
  readonly onRestore: (() => void) | null;
  readonly onNext: () => void;
}

export function GroupPeopleStep({ draft, onChange, onDiscard, onRestore, onNext }: GroupPeopleStepProps) {
  const { people } = draft;
  return (
    <form
      class="new-group"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <p class="new-group-step">{t("stepPeople")}</p>
      <div class="new-group-body">
        <PeoplePicker
          // Another draft, such as one without anything, begins in the field.
          key={draft.clientGroupId}
          people={people}
          autoFocus
          max={maxMembers - 1}
          onChange={(next) =>
            onChange((now) => {
              const ids = new Set(next.map(({ id }) => id));
              const gone = now.people.filter(({ id }) => !ids.has(id));
              return next.reduce(
                withPerson,
                gone.reduce((rest, { id }) => withoutPerson(rest, id), now),
              );
            })
          }
        />
      </div>
      <footer class="new-group-foot">
        {onDiscard !== null && <Button onClick={onDiscard}>{t("discard")}</Button>}
        {onRestore !== null && (
          <p class="new-group-discarded" role="status">
            {t("discarded")} <Button onClick={onRestore}>{commonWords("undo")}</Button>
          </p>
        )}
        <Button type="submit" kind="primary">
          {t("next")}
        </Button>
      </footer>
    </form>
  );
}
