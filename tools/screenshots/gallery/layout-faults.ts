// What is wrong with the layout of a page as it stands, found by measuring: text that is cut off, a page that scrolls
// sideways, controls that lie over each other or are too small for a finger.
import type { Page } from "playwright-core";

export interface LayoutChecks {
  /** Controls are at least 40 px wide and high. */
  readonly touch: boolean;
}

export const layoutFaults = (page: Page, checks: LayoutChecks): Promise<readonly string[]> =>
  page.evaluate(findFaults, checks);

/** Runs in the page, so it uses nothing from outside of itself. */
function findFaults({ touch }: LayoutChecks): string[] {
  const faults: string[] = [];
  const least = 40 - 0.5;
  const nameOf = (element: Element): string => {
    const classes = [...element.classList].join(".");
    const text = (element.getAttribute("aria-label") ?? element.textContent.trim()).slice(0, 30);
    return `${element.tagName.toLowerCase()}${classes === "" ? "" : `.${classes}`} "${text}"`;
  };
  const isHidden = (element: Element): boolean =>
    element.closest(".visually-hidden, [inert], [hidden]") !== null ||
    !element.checkVisibility({ visibilityProperty: true });
  /** What floats is all that counts while it is open. */
  const front = document.querySelector<HTMLElement>("dialog[open], .menu, .emoji-picker, .suggest") ?? document.body;
  const all = [front, ...front.querySelectorAll("*")].filter((element) => !isHidden(element));

  /** The lines of text that can be seen in it, unless something inside of it scrolls or cuts them by itself. */
  const linesIn = (element: Element): DOMRect[] => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const lines: DOMRect[] = [];
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const parent = text.parentElement;
      if (parent === null || text.nodeValue?.trim() === "" || isHidden(parent)) continue;
      let around: Element | null = parent;
      while (around !== null && around !== element && getComputedStyle(around).overflowX === "visible")
        around = around.parentElement;
      if (around !== element) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      lines.push(...range.getClientRects());
    }
    return lines;
  };

  // Scrolls sideways because that is how it is made.
  const scrollsSideways = ".chips-line, .tabs-list, pre, code";
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1) faults.push(`the page is ${root.scrollWidth} wide`);
  for (const element of all) {
    const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(element);
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) continue;
    const tooWide = element.scrollWidth > element.clientWidth + 1;
    if (tooWide && (overflowX === "auto" || overflowX === "scroll") && !element.matches(scrollsSideways))
      faults.push(`scrolls sideways: ${nameOf(element)}`);
    if (textOverflow === "ellipsis" || webkitLineClamp !== "none") continue;
    const box = element.getBoundingClientRect();
    const cutsX = tooWide && (overflowX === "hidden" || overflowX === "clip");
    const cutsY = element.scrollHeight > element.clientHeight + 2 && (overflowY === "hidden" || overflowY === "clip");
    if (!cutsX && !cutsY) continue;
    for (const line of linesIn(element)) {
      const isOutX = cutsX && (line.left < box.left - 1 || line.right > box.right + 1);
      const isOutY = cutsY && (line.top < box.top - 2 || line.bottom > box.bottom + 2);
      if (isOutX || isOutY) {
        faults.push(`cut off: ${nameOf(element)}`);
        break;
      }
    }
  }

  // `unknownName` of the client, which stands for a name: there is a bar for it.
  for (const line of front.innerText.split("\n"))
    if (line.includes("\u2060")) faults.push(`a name that is not known is written out: ${line}`);

  // Links within a text are as high as the text.
  const controls = [...front.querySelectorAll("button, input, select, textarea, a[href], [role=tab], [role=option]")]
    .filter((element) => !(element instanceof HTMLAnchorElement) || getComputedStyle(element).display !== "inline")
    // A radio button or a switch is pressed by its label.
    .map((element) => element.closest("label") ?? element)
    .filter((element, at, list) => list.indexOf(element) === at && !isHidden(element));

  /** What of an element can be seen: the rest is scrolled away. Null: nothing of it. */
  const seen = (element: Element): DOMRect | null => {
    const box = element.getBoundingClientRect();
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let around = element.parentElement; around !== null; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      if (overflowX === "visible" && overflowY === "visible") continue;
      const edge = around.getBoundingClientRect();
      [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
      [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
    }
    [left, top, right, bottom] = [
      Math.max(left, 0),
      Math.max(top, 0),
      Math.min(right, innerWidth),
      Math.min(bottom, innerHeight),
    ];
    return right - left < 1 || bottom - top < 1 ? null : new DOMRect(left, top, right - left, bottom - top);
  };

  /** Half of the area that answers a press may lie around what is drawn. */
  const isHit = (element: Element, x: number, y: number): boolean => {
    const found = document.elementFromPoint(x, y);
    return found !== null && element.contains(found);
  };
  if (touch)
    for (const element of controls) {
      const { left, top: above, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + width / 2, above + height / 2];
      const wide = width >= least || (isHit(element, x - 19, y) && isHit(element, x + 19, y));
      const high = height >= least || (isHit(element, x, y - 19) && isHit(element, x, y + 19));
      if (!wide || !high)
        faults.push(`too small to touch, ${Math.round(width)}×${Math.round(height)}: ${nameOf(element)}`);
    }

  const boxes = controls.flatMap((element) => {
    const box = seen(element);
    return box === null ? [] : [{ element, box }];
  });
  /** The other floats over a list that ends with as much room: what it covers can be scrolled away from it. */
  const isClearOf = (element: Element, other: Element): boolean => {
    if (!other.matches(".icon-button-floating")) return false;
    let around = element.parentElement;
    while (around !== null && getComputedStyle(around).overflowY !== "auto") around = around.parentElement;
    return around !== null && Number.parseFloat(getComputedStyle(around).paddingBottom) > other.clientHeight;
  };
  boxes.forEach(({ element, box }, at) => {
    for (const { element: other, box: otherBox } of boxes.slice(at + 1)) {
      if (element.contains(other) || other.contains(element)) continue;
      const wide = Math.min(box.right, otherBox.right) - Math.max(box.left, otherBox.left);
      const high = Math.min(box.bottom, otherBox.bottom) - Math.max(box.top, otherBox.top);
      if (wide > 1 && high > 1 && !isClearOf(other, element) && !isClearOf(element, other))
        faults.push(`overlap: ${nameOf(element)} and ${nameOf(other)}`);
    }
  });
  return [...new Set(faults)];
}
