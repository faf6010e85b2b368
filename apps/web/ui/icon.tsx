// The page's icons: 24 units, one line width, in the colour of the text around them.
import { iconPaths, type IconName } from "./icon-paths.ts";

/** Hidden from screen readers: the element around it has the label. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={iconPaths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width={name === "more" ? 2.6 : 1.75}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
