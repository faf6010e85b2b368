// Keeps what is typed or pasted into a box within its `maxLength`, without cutting a character in two, as browsers do.
import { graphemeStart } from "../../text/graphemes.ts";
import { isComposingIn } from "./input-method.ts";

type Box = HTMLInputElement | HTMLTextAreaElement;

/** Before the browser inserts. By its own command, so that it can be undone. */
export function fitInserted(event: InputEvent & { readonly currentTarget: Box }): void {
  const { currentTarget: box, data } = event;
  if (data === null || box.maxLength < 0 || isComposingIn(box) || !event.cancelable) return;
  const selected = (box.selectionEnd ?? 0) - (box.selectionStart ?? 0);
  const room = box.maxLength - box.value.length + selected;
  if (data.length <= room) return;
  event.preventDefault();
  const fits = data.slice(0, graphemeStart(data, Math.max(0, room)));
  if (fits !== "") document.execCommand("insertText", false, fits);
}
