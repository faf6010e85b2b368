// Nothing that is dropped on the page may take its place: a browser would open a file or a link instead of it.

/** To be called once. Text that is dragged into a field is written there, as ever. */
export function refuseDrops(): void {
  const refuse = (event: DragEvent): void => {
    const { target, dataTransfer } = event;
    if (event.defaultPrevented || dataTransfer === null) return;
    const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
    if (isField && !dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    dataTransfer.dropEffect = "none";
  };
  addEventListener("dragover", refuse);
  addEventListener("drop", refuse);
}
