// Parts of the page in files of their own, which are loaded when they are first shown. One that cannot be loaded (there is no
// network and no service worker, or another build by now) says so; without that it would take all of the page with it.
import type { FunctionComponent } from "preact";
import { lazy } from "preact/compat";
import { useEffect } from "preact/hooks";
import { reloadPage } from "../platform/reload.ts";
import { close } from "../route/navigation.ts";
import { errorWords } from "../text/error-words.ts";
import { Button } from "./button.tsx";
import { commonWords } from "./common-words.ts";
import { isNarrow } from "./media.ts";
import { say } from "./toasts.tsx";
import "./lazy-part.css";

type Load<Props> = () => Promise<{ readonly default: FunctionComponent<Props> }>;

/** Not every browser asks again for a script that failed. */
const reload = (): void => void reloadPage().catch(() => say(errorWords("unreachable"), true));

/** A part that has a place of its own, where it says so. */
export const lazyPart = <Props extends object>(load: Load<Props>): FunctionComponent<Props> =>
  lazy(() => load().catch(() => ({ default: NotLoaded })));

/** A part that floats, or is small: a notice says so. */
export const lazyLayer = <Props extends object>(load: Load<Props>): FunctionComponent<Props> =>
  lazy(() => load().catch(() => ({ default: SaysNotLoaded })));

function NotLoaded() {
  return (
    <section class="not-loaded">
      <p role="alert">{errorWords("unreachable")}</p>
      <Button kind="primary" onClick={reload}>
        {commonWords("retry")}
      </Button>
      {isNarrow.value && <Button onClick={close}>{commonWords("back")}</Button>}
    </section>
  );
}

function SaysNotLoaded() {
  useEffect(sayNotLoaded, []);
  return null;
}

export const sayNotLoaded = (): void =>
  say(errorWords("unreachable"), true, { label: commonWords("retry"), run: reload });
