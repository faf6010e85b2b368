// The browser's own dialog that chooses files.

interface Pick {
  /** Types, as an `<input>` has them; "": any. */
  readonly accept: string;
  /** A picture that is taken now, on devices with a camera. */
  readonly camera?: boolean;
  /** Not more than one. */
  readonly single?: boolean;
}

/** While it is open nobody else holds it. */
let open: HTMLInputElement | null = null;

/** Only within what the person does. @param onFiles not called when nothing is chosen */
export function pickFiles(
  { accept, camera = false, single = camera }: Pick,
  onFiles: (files: readonly File[]) => void,
): void {
  const input = document.createElement("input");
  open = input;
  input.type = "file";
  input.accept = accept;
  input.multiple = !single;
  if (camera) input.setAttribute("capture", "environment");
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    if (open === input) open = null;
    if (files.length > 0) onFiles(files);
  });
  input.click();
}
