// One bar of the banner zone: what it is about, buttons for what can be done, and × to put it away.
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Banner } from "./banner.ts";
import "./banner-zone.css";

export function Bar({ banner }: { readonly banner: Banner }) {
  const { label, icon, text, isWarning = false, isWhole = false, open, actions = [], dismiss } = banner;
  const words = (
    <>
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
      {actions.map((action) => (
        <button key={action.label} type="button" class="banner-action" onClick={action.run}>
          {action.label}
        </button>
      ))}
      {dismiss !== undefined && <IconButton icon="close" label={dismiss.label} onClick={dismiss.run} />}
    </section>
  );
}
