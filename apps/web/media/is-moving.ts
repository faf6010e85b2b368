// Which pictures are shown as they are: a preview of one that moves stands still. Pure.

/** A larger one is opened for that. */
const mostBytes = 4_000_000;

export const isMoving = ({ mimeType, size }: { readonly mimeType: string; readonly size: number }): boolean =>
  mimeType === "image/gif" && size <= mostBytes;
