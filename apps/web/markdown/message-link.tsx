// A link in a text. The few whose label may deceive somebody are shown by more code.
import type { ComponentChildren } from "preact";
import { lazy, Suspense } from "preact/compat";
import { isPlainLink } from "../../text/links/plain-link.ts";
import { go } from "../route/navigation.ts";
import { ownPlace } from "./own-place.ts";

/** Where it cannot be loaded, nobody can tell where the link leads, and it leads nowhere. */
const LabelledLink = lazy(async () => {
  const part = await import("./labelled-link.tsx").catch(() => null);
  return { default: part?.LabelledLink ?? (({ children }: MessageLinkProps) => <bdi>{children}</bdi>) };
});

export interface MessageLinkProps {
  readonly href: string;
  /** Without marks. */
  readonly label: string;
  readonly children: ComponentChildren;
}

export const linkProps = { target: "_blank", rel: "noopener noreferrer nofollow" } as const;

export function MessageLink(props: MessageLinkProps) {
  const { href, label, children } = props;
  if (isPlainLink(href, label)) return <PlainLink href={href}>{children}</PlainLink>;
  // Until it is known where it leads, it leads nowhere.
  return (
    <Suspense fallback={<bdi>{children}</bdi>}>
      <LabelledLink {...props} />
    </Suspense>
  );
}

/** What leads into this page opens in it. */
export function PlainLink({ href, children }: Omit<MessageLinkProps, "label">) {
  const follow = (event: MouseEvent): void => {
    const place = event.ctrlKey || event.metaKey || event.shiftKey ? null : ownPlace(href);
    if (place === null) return;
    event.preventDefault();
    go(place);
  };
  return (
    <a href={href} title={href} {...linkProps} onClick={follow}>
      <bdi>{children}</bdi>
    </a>
  );
}
