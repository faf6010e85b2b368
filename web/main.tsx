// Where the page begins: styles, and the app into its place.
import { render } from "preact";
import "./style/tokens.css";
import "./style/base.css";
import { App } from "./app.tsx";

const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
render(<App />, root);
