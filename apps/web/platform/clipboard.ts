// Writes to the clipboard, whatever way the page is allowed to.

/** @returns false: the browser does not allow it */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // There is none on pages without TLS, and some pages in frames may not use it.
    return copyByCommand(text) || copySelected(text);
  }
}

/** Without a selection, as Chromium and Firefox do it: focus and selection stay as they are. */
function copyByCommand(text: string): boolean {
  let isCopied = false;
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    // What the page does when its own text is copied is not meant.
    event.stopImmediatePropagation();
    isCopied = event.clipboardData !== null;
  };
  addEventListener("copy", put, true);
  try {
    return document.execCommand("copy") && isCopied;
  } catch {
    return false;
  } finally {
    removeEventListener("copy", put, true);
  }
}

/** Safari copies what is selected only. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.readOnly = true;
  field.value = text;
  // Outside of a modal dialog nothing can be selected.
  (before?.closest("dialog") ?? document.body).append(field);
  try {
    field.select();
    return copyByCommand(text);
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
