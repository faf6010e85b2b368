// Copies an element to where it stands on the page, or higher if something from below would cover it.

const marginPx = 12;

/** @param floorPx the copy ends above this. @returns for a modal dialog, which covers the page and the element itself */
export function lift(element: HTMLElement, floorPx: number): HTMLElement {
  const { left, top, width, height } = element.getBoundingClientRect();
  const holder = document.createElement("div");
  holder.className = "sheet-lift";
  holder.inert = true;
  holder.ariaHidden = "true";
  // The top of a long message stays in view.
  const place = Math.max(marginPx, Math.min(top, floorPx - marginPx - height));
  holder.style.left = `${left}px`;
  holder.style.top = `${place}px`;
  holder.style.width = `${width}px`;
  holder.style.maxHeight = `${Math.max(0, floorPx - marginPx - place)}px`;
  holder.append(element.cloneNode(true));
  return holder;
}
