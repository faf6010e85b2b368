// A canvas that is not in the page: outside of it where the browser can, which is faster.

export interface DrawnCanvas {
  readonly context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  /** Null: the browser cannot make it. @param type may be one that the browser does not write: ask what came */
  readonly toBlob: (type: string, quality: number) => Promise<Blob | null>;
}

/** Null: the browser has none, or refuses it. */
export function newCanvas(width: number, height: number): DrawnCanvas | null {
  if (typeof OffscreenCanvas === "function") {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (context !== null)
      return { context, toBlob: (type, quality) => canvas.convertToBlob({ type, quality }).catch(() => null) };
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  return (
    context && { context, toBlob: (type, quality) => new Promise((resolve) => canvas.toBlob(resolve, type, quality)) }
  );
}
