// A refusal where it was met; nothing if there is none.
import { Notice } from "../ui/notice.tsx";
import { operatorErrorText } from "./operator-error.ts";

export function ErrorText({ error }: { readonly error: unknown }) {
  return error === null ? null : <Notice kind="danger">{operatorErrorText(error)}</Notice>;
}
