// A notice about the person's last action, shown where they made it.
import type { ComponentChildren } from "preact";
import { errorText } from "../text/error-text.ts";
import "./field.css";

interface NoticeProps {
  readonly children: ComponentChildren;
  readonly kind?: "plain" | "danger" | "warning";
}

export function Notice({ children, kind = "plain" }: NoticeProps) {
  return (
    <p class={`notice notice-${kind}`} role={kind === "danger" ? "alert" : "status"}>
      {children}
    </p>
  );
}

/** Renders nothing if there is no error. */
export function ErrorNotice({ error }: { readonly error: unknown }) {
  return error === null ? null : <Notice kind="danger">{errorText(error)}</Notice>;
}
