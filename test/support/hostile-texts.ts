// Messages that somebody may send to do harm to those who read them; each must show as words and nothing else.

export interface HostileText {
  readonly name: string;
  readonly text: string;
}

/** Sets a mark on the page if it ever runs: tests look for it. */
const payload = "window.hacked=true";

export const hostileTexts: readonly HostileText[] = [
  { name: "a script", text: `<script>${payload}</script>` },
  { name: "an image that fails", text: `<img src=x onerror="${payload}">` },
  { name: "a picture that loads", text: `<svg onload="${payload}"><animate onbegin="${payload}"></svg>` },
  { name: "a frame", text: `<iframe srcdoc="<script>parent.${payload}</script>"></iframe>` },
  {
    name: "a form",
    text: `<form action="https://evil.example"><button autofocus onfocus="${payload}">ok</button></form>`,
  },
  { name: "a style", text: `<style>*{display:none}</style><div style="position:fixed;inset:0">` },
  {
    name: "a base",
    text: '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">',
  },
  { name: "a link to a script", text: `[click](javascript:${payload})` },
  { name: "a link to a script, encoded", text: `[click](&#106;avascript:${payload}) [b](java%0ascript:${payload})` },
  {
    name: "a link that breaks out of its address",
    text: `[a](https://a.example/"onmouseover="${payload}) <https://a.example/'onclick='${payload}>`,
  },
  {
    name: "an image of a script",
    text: `![x](javascript:${payload}) ![x](data:text/html,<script>${payload}</script>)`,
  },
  { name: "a link in a link", text: `[![a](https://a.example)](javascript:${payload})` },
  {
    name: "a code block that closes itself",
    text: `\`\`\`html"><script>${payload}</script>\n</code></pre><script>${payload}</script>\n\`\`\``,
  },
  { name: "a template", text: `{{constructor.constructor('${payload}')()}} \${${payload}} <%= ${payload} %>` },
  { name: "reversed direction", text: "invoice\u202Egnp.exe \u2067abc \u2066def" },
  { name: "a tower of marks", text: `H${"\u0335\u0321\u0322".repeat(400)}e` },
  { name: "a thousand lines", text: "line\n".repeat(1_000) },
  { name: "one long word", text: "x".repeat(16_000) },
  { name: "quotes in quotes", text: ">".repeat(8_000) },
  { name: "lists in lists", text: "1. ".repeat(5_000) },
  { name: "brackets", text: "[".repeat(8_000) + "](".repeat(4_000) },
  { name: "stars", text: "**a ".repeat(4_000) },
  { name: "emphasis in emphasis", text: "*a **b ".repeat(300) },
  { name: "quoted lists of quotes", text: "> - ".repeat(60) + "end" },
  { name: "invisible characters", text: "a\u0000\u0007\u200B\uFEFF\u2028\u2029\u00AD\uFFF9b" },
];
