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
