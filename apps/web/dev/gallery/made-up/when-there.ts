// Presses for the gallery what opens something that has no address.

/** Does each step once the element that it is about is there, one after the other. @returns stops waiting */
export function whenThere(...steps: readonly (readonly [selector: string, act: (element: HTMLElement) => void])[]) {
  let at = 0;
  const look = (): void => {
    const step = steps[at];
    const found = step === undefined ? null : document.querySelector<HTMLElement>(step[0]);
    if (step === undefined || found === null) return;
    at += 1;
    step[1](found);
    look();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
  look();
  return (): void => observer.disconnect();
}

export const press = (element: HTMLElement): void => element.click();

export function pressRight(element: HTMLElement): void {
  const { left, top } = element.getBoundingClientRect();
  element.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: left + 8, clientY: top + 8 }));
}

export const typing =
  (text: string) =>
  (element: HTMLElement): void => {
    if (!(element instanceof HTMLTextAreaElement)) return;
    element.focus();
    element.value = text;
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

/** Pastes a picture, a file and an empty one. */
export async function pasteFiles(element: HTMLElement): Promise<void> {
  const canvas = new OffscreenCanvas(400, 300);
  const context = canvas.getContext("2d");
  if (context !== null) context.fillStyle = "#2f5d50";
  context?.fillRect(0, 0, 400, 300);
  const files = [
    new File([await canvas.convertToBlob({ type: "image/jpeg" })], "IMG_20261129_140500_with a long name.jpg", {
      type: "image/jpeg",
    }),
    new File(["a menu"], "menu.pdf", { type: "application/pdf" }),
    new File([], "empty.txt", { type: "text/plain" }),
  ];
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}
