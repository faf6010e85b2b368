// The page's icons: 24 units, one line width, in the colour of the text around them.
import { useEffect } from "preact/hooks";
import { loadedPart } from "../shell/loaded-part.ts";
import { iconPaths, type IconName } from "./icon-paths.ts";

/** Loaded with the spare parts, or by the first icon that needs it. */
export const laterIcons = loadedPart(async () => (await import("./later-icon-paths.ts")).laterIconPaths);

const isFirst = (name: IconName): name is keyof typeof iconPaths => name in iconPaths;

/** Hidden from screen readers: the element around it has the label. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  const lines = isFirst(name) ? iconPaths[name] : laterIcons.loaded.value?.[name];
  useEffect(() => {
    // Without a network its place stays empty; another icon tries again.
    if (lines === undefined) laterIcons.load().catch(() => {});
  }, [lines]);
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={lines}
        fill="none"
        stroke="currentColor"
        stroke-width={name === "more" ? 2.6 : 1.75}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
