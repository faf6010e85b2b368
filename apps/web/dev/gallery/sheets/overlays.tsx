// What lies over the page: menu, dialogs, toasts. One of them at a time.
import { useEffect, useState } from "preact/hooks";
import type { ActionItem } from "../../../actions/message-action-views.ts";
import type { QuickReaction } from "../../../reactions/quick-reaction-views.ts";
import { MessageSheet } from "../../../conversation/message-sheet.tsx";
import { quickEmoji } from "../../../reactions/quick-reactions.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { Menu } from "../../../ui/menu.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { say } from "../../../ui/toasts.tsx";

const nothing = (): void => {};

export function OpenMenu() {
  return (
    <>
      <p>A menu</p>
      <Menu
        label="Actions"
        at={{ x: 24, y: 96 }}
        onClose={nothing}
        items={[
          { label: "Reply", icon: "reply", onSelect: nothing },
          { label: "Copy text", icon: "copy", onSelect: nothing },
          { label: "A label that is much longer than others and does not fit into one line", onSelect: nothing },
          { label: "Details", icon: "info", onSelect: nothing },
          { label: "Discard", icon: "trash", danger: true, onSelect: nothing },
        ]}
      />
    </>
  );
}

export function OpenDialog() {
  return (
    <FormDialog title="Change password" action="Change" onSubmit={nothing} onClose={nothing}>
      <Field
        label="Password until now"
        value="correct horse"
        onInput={nothing}
        type="password"
        autoComplete="current-password"
      />
      <Field
        label="New password"
        value=""
        onInput={nothing}
        type="password"
        hint="8 characters or more"
        autoComplete="new-password"
      />
      <Field
        label="Username"
        value=""
        onInput={nothing}
        placeholder="The whole username"
        action={<Button>Add</Button>}
      />
      <Switch label="Sign out all other devices" on onChange={nothing} />
      <Segmented
        label="Theme"
        value="a"
        options={[
          { value: "a", label: "An hour" },
          { value: "b", label: "A day" },
        ]}
        onChange={nothing}
      />
    </FormDialog>
  );
}

const actions: readonly ActionItem[] = [
  { id: "reply", icon: "reply", label: "Reply", danger: false, onSelect: nothing },
  { id: "copy", icon: "copy", label: "Copy text", danger: false, onSelect: nothing },
  {
    id: "long",
    icon: "info",
    label: "A label that is much longer than others and does not fit",
    danger: false,
    onSelect: nothing,
  },
  { id: "discard", icon: "trash", label: "Discard", danger: true, onSelect: nothing },
];

const reactions: readonly QuickReaction[] = quickEmoji.map((emoji, at) => ({
  emoji,
  label: `React with ${emoji}`,
  isMine: at === 1,
  onSelect: nothing,
}));

export function OpenSheet() {
  const [row, setRow] = useState<HTMLElement | null>(null);
  return (
    <>
      <p ref={setRow}>What the sheet is about</p>
      {row !== null && (
        <MessageSheet title="Bob Okafor, 2:05 PM" row={row} reactions={reactions} items={actions} onClose={nothing} />
      )}
    </>
  );
}

export function Question() {
  return (
    <ConfirmDialog
      title="Ban Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenha?"
      text="They leave the group and cannot join again until somebody lifts the ban."
      action="Ban"
      onConfirm={async () => {}}
      onClose={nothing}
    />
  );
}

export function Toast() {
  useEffect(() => say("Copied the address of a message that is quite long, so that the toast has two lines"), []);
  return <p>A toast</p>;
}

export function DangerToast() {
  useEffect(() => say("The server could not be reached.", true), []);
  return <p>A toast about an error</p>;
}

export function ToastWithAction() {
  useEffect(() => say("The announcement was removed", false, { label: "Undo", run: () => {} }), []);
  return <p>A toast with an action</p>;
}
