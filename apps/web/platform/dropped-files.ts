// The files in what is dragged or pasted.

export const hasFiles = (data: DataTransfer | null): boolean => data?.types.includes("Files") === true;

/** Without folders, which a page cannot send. */
export function filesIn(data: DataTransfer | null): readonly File[] {
  if (data === null) return [];
  return [...data.items].flatMap((item) => {
    if (item.kind !== "file") return [];
    const isFolder = item.webkitGetAsEntry()?.isDirectory === true;
    const file = isFolder ? null : item.getAsFile();
    return file === null ? [] : [file];
  });
}
