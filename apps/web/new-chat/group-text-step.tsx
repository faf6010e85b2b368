// The second step of a new group: what it is called and what it is about.
import { isBlank, KlatchError } from "@klatch/sdk";
import { maxDescriptionChars, maxNameChars } from "../model/group-draft.ts";
import { nameOfUser } from "../model/people.ts";
import { formatList } from "../i18n/format.ts";
import { useLayer } from "../route/use-layer.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import type { GroupStepProps } from "./group-people-step.tsx";
import { newChatWords as t } from "./new-chat-words.ts";

const maxNamed = 3;

interface GroupTextStepProps extends GroupStepProps {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onBack: () => void;
  readonly onMake: () => void;
}

/** One step of the page's "back" above the first one. */
export function GroupTextStep({ draft, onChange, onDiscard, busy, error, onBack, onMake }: GroupTextStepProps) {
  const back = useLayer(onBack);
  const { name, description, people } = draft;
  const isNameless = isBlank(name);
  return (
    <form
      class="new-group"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isNameless) onMake();
      }}
    >
      <div class="new-group-step">
        <IconButton icon="back" label={commonWords("back")} onClick={back} />
        {t("stepText")}
      </div>
      <div class="new-group-body form">
        <div class="new-group-name">
          <Avatar id={draft.clientGroupId} name={name} size="large" group />
          <Field
            label={t("groupName")}
            value={name}
            onInput={(text) => onChange((now) => ({ ...now, name: text }))}
            maxLength={maxNameChars}
            autoFocus
            required
          />
        </div>
        <Field
          label={t("groupDescription")}
          value={description}
          onInput={(text) => onChange((now) => ({ ...now, description: text }))}
          hint={t("optional")}
          maxLength={maxDescriptionChars}
          lines={3}
        />
        <p class="new-group-with">{withText(people.map(nameOfUser))}</p>
        {isUnreached(error) ? <Notice kind="danger">{t("unreached")}</Notice> : <ErrorNotice error={error} />}
      </div>
      <footer class="new-group-foot">
        {onDiscard !== null && (
          <Button onClick={onDiscard} blocked={busy}>
            {t("discard")}
          </Button>
        )}
        <Button type="submit" kind="primary" busy={busy} disabled={isNameless}>
          {t("create")}
        </Button>
      </footer>
    </form>
  );
}

function withText(names: readonly string[]): string {
  if (names.length === 0) return t("withNobody");
  if (names.length <= maxNamed + 1) return t("with", { names: formatList(names) });
  const rest = names.length - maxNamed;
  return t("with", { names: formatList([...names.slice(0, maxNamed), t("others", { count: rest })]) });
}

/** Whether the group was made is not known, and does not matter: the next attempt makes no second one. */
const isUnreached = (error: unknown): boolean =>
  error instanceof KlatchError && error.code === "UNAVAILABLE" && error.status === undefined;
