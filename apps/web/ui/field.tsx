// A text field of one or more lines, with its label, a hint and an error. A password can be shown.
import type { ComponentChildren, TargetedEvent } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { commonWords as t } from "./common-words.ts";
import { fitInserted } from "./fit-inserted.ts";
import { useAutoFocus } from "./use-auto-focus.ts";
import "./field.css";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** `secret`: hidden like a password, but none that a browser offers to remember. */
  readonly type?: "text" | "password" | "secret" | "datetime-local" | "number";
  readonly autoComplete?: string;
  /** By which programs that fill in forms know it. */
  readonly name?: string;
  readonly autoFocus?: boolean;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly min?: string | number;
  /** For usernames and the like: no automatic capitals or corrections. */
  readonly verbatim?: boolean;
  readonly lines?: number;
  /** A button beside the box; below it where there is no room for both. */
  readonly action?: ComponentChildren;
  readonly placeholder?: string;
  /** It is there to be selected and copied. */
  readonly isReadOnly?: boolean;
}

/** Needed because Preact has different attribute types for each input type. */
const typed = {
  text: { type: "text" },
  password: { type: "password" },
  secret: { type: "text" },
  "datetime-local": { type: "datetime-local" },
  number: { type: "number" },
} as const;

export function Field(props: FieldProps) {
  const { label, value, onInput, hint, type = "text", lines, action, verbatim = false } = props;
  const id = useId();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [visible, setVisible] = useState(false);
  const [isMissing, setIsMissing] = useState(false);
  useAutoFocus(input, props.autoFocus === true);
  const isHidden = type === "password" || type === "secret";
  const error = props.error ?? (isMissing ? t("missing") : undefined);
  const note = error ?? hint;
  const classes = type === "secret" && !visible ? "field-input field-secret" : "field-input";
  const shared = {
    id,
    name: props.name,
    value,
    required: props.required,
    maxLength: props.maxLength,
    placeholder: props.placeholder,
    // By what was typed; a placeholder follows the page.
    dir: value === "" ? undefined : ("auto" as const),
    readOnly: props.isReadOnly,
    autoComplete: props.autoComplete ?? "off",
    "aria-invalid": error !== undefined,
    "aria-describedby": note === undefined ? undefined : `${id}-note`,
    onBeforeInput: fitInserted,
    onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      setIsMissing(false);
      onInput(event.currentTarget.value);
    },
    // The browser would say it in a bubble, in its own language.
    onInvalid: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const box = event.currentTarget;
      if (!box.validity.valueMissing) return;
      event.preventDefault();
      setIsMissing(true);
      if (box.form?.querySelector(":invalid") === box) box.focus();
    },
    ...(verbatim && ({ autoCapitalize: "off", autoCorrect: "off", spellcheck: false } as const)),
  };
  return (
    <div class="field">
      <label id={`${id}-label`} class="field-label" for={id}>
        {label}
      </label>
      <div class="field-line">
        <div class="field-box">
          {lines === undefined ? (
            <input class={classes} ref={input} {...typed[visible ? "text" : type]} min={props.min} {...shared} />
          ) : (
            <textarea ref={input} class="field-input field-lines" rows={lines} {...shared} />
          )}
          {isHidden && (
            <button
              type="button"
              class="field-show"
              aria-pressed={visible}
              aria-describedby={`${id}-label`}
              onClick={() => setVisible(!visible)}
            >
              {t(visible ? "hidePassword" : "showPassword")}
            </button>
          )}
        </div>
        {action}
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} class={error === undefined ? "field-hint" : "field-error"}>
          {note}
        </p>
      )}
    </div>
  );
}
