// One bar of the banner zone: what it is about, buttons for what can be done, and × to put it away.
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Banner } from "./banner.ts";
import "./banner-zone.css";

export function Bar({ banner }: { readonly banner: Banner }) {
  const { label, icon, text, segments, isWarning = false, isWhole = false, open, actions = [], dismiss } = banner;
  const words = (
    <>
      {segments !== undefined && segments.count > 1 && <Segments {...segments} />}
      <Icon name={icon} size={18} />
      <bdi class={`banner-text${isWhole ? " banner-whole" : ""}`} role="status">
        {text}
      </bdi>
    </>
  );
  return (
    <section class={`banner${isWarning ? " banner-warning" : ""}`} aria-label={label}>
      {open === undefined ? (
        <div class="banner-main" title={text}>
          {words}
        </div>
      ) : (
        <button type="button" class="banner-main" title={text} onClick={open}>
          {words}
        </button>
      )}
      {actions.map((action) =>
        action.icon === undefined ? (
          <button key={action.label} type="button" class="banner-action" onClick={action.run}>
            {action.label}
          </button>
        ) : (
          <IconButton key={action.label} icon={action.icon} label={action.label} onClick={action.run} />
        ),
      )}
      {dismiss !== undefined && <IconButton icon="close" label={dismiss.label} onClick={dismiss.run} />}
    </section>
  );
}

/** More of them are too small to be told apart. */
const maxSegments = 5;

/** Which of several is shown: a line with a part for each. */
function Segments({ count, at }: NonNullable<Banner["segments"]>) {
  const shown = Math.min(count, maxSegments);
  // With more of them than parts, the lit part moves as far as the one that is shown.
  const lit = count <= maxSegments ? at : Math.round((at * (shown - 1)) / (count - 1));
  return (
    <span class="banner-segments" aria-hidden="true">
      {Array.from({ length: shown }, (_, index) => (
        <i key={index} class={index === lit ? "banner-segment-lit" : ""} />
      ))}
    </span>
  );
}
