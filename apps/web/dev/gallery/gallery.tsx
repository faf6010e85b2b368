// The gallery's entry: shows one sheet, by the address: `?sheet=buttons&theme=dark&lang=zh&dir=rtl`. Served by
// `npx vite apps/web` at /dev/gallery/ and built for `npm run gallery`; not part of the client.
import { signal } from "@preact/signals";
import { Fragment, render } from "preact";
import "../../style/tokens.css";
import "../../style/base.css";
import "../../style/author-colours.css";
import "../../style/forced-colors.css";
import { localePreference } from "../../i18n/locale.ts";
import { startEscape } from "../../route/escape.ts";
import { startNavigation } from "../../route/navigation.ts";
import { conversationPart } from "../../shell/parts.ts";
import { UnderHeading } from "../../ui/heading.tsx";
import { Toasts } from "../../ui/toasts.tsx";
import type { Sheet } from "./sheet.ts";
import { sheets } from "./sheets.ts";
import "./gallery.css";

const search = signal(new URLSearchParams(location.search));
// The walk shows one sheet after the other without loading the page again. The address is left to the client's pages.
addEventListener("gallery-sheet", (event) => {
  if (event instanceof CustomEvent) search.value = new URLSearchParams(String(event.detail));
});

function Gallery() {
  const { value: params } = search;
  const sheet = sheets.find(({ id }) => id === params.get("sheet"));
  const root = document.documentElement;
  root.dir = params.get("dir") === "rtl" ? "rtl" : "ltr";
  root.lang = params.get("lang") === "zh" ? "zh-CN" : "en";
  root.dataset["theme"] = params.get("theme") === "dark" ? "dark" : "light";
  localePreference.value = params.get("lang") === "zh" ? "zh" : "en";
  if (sheet === undefined)
    return (
      <main class="gallery">
        <h1>Gallery</h1>
        <nav class="gallery-links" aria-label="Sheets">
          {sheets.map(({ id, title }) => (
            <a key={id} href={`?sheet=${id}`}>
              {title}
            </a>
          ))}
        </nav>
      </main>
    );
  const { Content, isPage = false, until } = sheet;
  const Main = isPage ? "div" : "main";
  return (
    <Fragment key={search.value.toString()}>
      <Main class={isPage ? "gallery gallery-page" : "gallery"} data-sheet={sheet.id} data-until={until}>
        {isPage ? <Content /> : <Titled sheet={sheet} />}
      </Main>
      <Toasts />
    </Fragment>
  );
}

function Titled({ sheet: { Content, title } }: { readonly sheet: Sheet }) {
  return (
    <>
      <h1>{title}</h1>
      <UnderHeading>
        <div class="gallery-samples">
          <Content />
        </div>
      </UnderHeading>
    </>
  );
}

startNavigation(window);
startEscape();
const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
// A sheet must not be judged before its conversation is there.
void conversationPart.load().then(() => render(<Gallery />, root));
