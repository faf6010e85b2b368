// Fields in all kinds and states, beside their buttons.
import { useState } from "preact/hooks";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { SearchButton, SearchField } from "../../../ui/search-field.tsx";
import { Sample } from "../sample.tsx";

const link = "https://chat.example.com/#/join/gl_0123456789abcdefghijklmnopqrstuvwxyz";

export function Fields() {
  const [text, setText] = useState("");
  const field = { value: text, onInput: setText };
  return (
    <>
      <Sample of="text">
        <Field label="Name" {...field} placeholder="How others see you" />
        <Field label="Username" {...field} hint="3 to 20 letters and digits" verbatim />
        <Field label="Username, refused" {...field} error="Somebody has this username already." />
      </Sample>
      <Sample of="passwords">
        <Field label="Password" value="correct horse" onInput={() => {}} type="password" autoComplete="new-password" />
        <Field
          label="Password of the group"
          value="uphill"
          onInput={() => {}}
          type="secret"
          hint="At least 4 characters"
        />
      </Sample>
      <Sample of="lines, number, time">
        <Field label="Description" value={"First line\nSecond line"} onInput={() => {}} lines={3} />
        <Field label="How often" value="12" onInput={() => {}} type="number" min={1} />
        <Field label="Until" value="2026-12-01T10:00" onInput={() => {}} type="datetime-local" />
      </Sample>
      {[false, true].map((narrow) => (
        <Sample key={String(narrow)} of={narrow ? "with a button, narrow" : "with a button"} narrow={narrow}>
          <Field label="Username" {...field} hint="The whole username" action={<Button>Add</Button>} />
          <Field
            label="Link"
            value={link}
            onInput={() => {}}
            isReadOnly
            action={<Button icon="copy">Copy the link</Button>}
          />
          <Field
            label="Password, refused"
            value="downhill"
            onInput={() => {}}
            type="password"
            error="This is not the group's password."
            action={<Button kind="primary">Ask to be let into the group</Button>}
          />
          <Field
            label="Until"
            value="2026-12-01T10:00"
            onInput={() => {}}
            type="datetime-local"
            action={<Button>Save</Button>}
          />
        </Sample>
      ))}
      <Sample of="search">
        <SearchField label="Search people" {...field} />
        <SearchField label="Search people, filled in" value="王小美 and Ada" onInput={() => {}} />
        <SearchButton label="Search" keys="Ctrl K" shortcuts="Control+K" onClick={() => {}} />
      </Sample>
    </>
  );
}
