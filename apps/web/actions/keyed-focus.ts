// Whether a message got the focus from a step by keyboard. Only then its keys act: after a click, letters are text.

const attribute = "data-keyed";
const steps: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "Home", "End", "j", "k", "Tab", "Enter"]);

/** The last thing that could have moved the focus. Other keys, such as Esc, leave it as it was. */
let lastInput: "pointer" | "step" = "pointer";

addEventListener("pointerdown", () => (lastInput = "pointer"), true);
addEventListener("keydown", ({ key }) => void (steps.has(key) && (lastInput = "step")), true);

export const isKeyed = (element: Element): boolean => element.hasAttribute(attribute);

/** For an element that can have the focus itself. */
export const keyedFocus = {
  onFocus: ({ target, currentTarget }: FocusEvent): void => {
    if (target === currentTarget && target instanceof Element) target.toggleAttribute(attribute, lastInput === "step");
  },
  // The element may have had the focus before the click.
  onPointerDown: ({ currentTarget }: Event): void => {
    if (currentTarget instanceof Element) currentTarget.removeAttribute(attribute);
  },
};
