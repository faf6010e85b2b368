// Which pictures move. A preview of one that does stands still.

/** A larger one is opened for that. */
const mostBytes = 4_000_000;

/** Whether it is shown as it is. */
export const isMoving = ({ mimeType, size }: { readonly mimeType: string; readonly size: number }): boolean =>
  mimeType === "image/gif" && size <= mostBytes;

/** To the server such a PNG is of another type, which it does not show as a picture. */
export const isMovingPng = async (file: Blob): Promise<boolean> =>
  file.type === "image/png" && (await file.text()).includes("acTL");
