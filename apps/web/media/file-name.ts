// The end of a file's name, which is never cut off: it says what the file is. Pure.

/** "": it has none, or one that says nothing. */
export const extensionOf = (name: string): string => /[^.]\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? "";

export function stemOf(name: string): string {
  const extension = extensionOf(name);
  return extension === "" ? name : name.slice(0, -extension.length - 1);
}
