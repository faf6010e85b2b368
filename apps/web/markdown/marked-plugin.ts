// The Vite plugin that leaves out of marked what the page does not use: it makes tokens, and never HTML. marked is one file
// whose ends are held together by an instance and a function with everything as properties, so no bundler sees it.
import type { Plugin } from "vite";

const whole = /var \w+=new \w+;function \w+\(\w+,\w+\)\{[^]*?(?=export\{)/;
const exported = /export\{[^}]*\b(\w+) as Lexer\b[^}]*\b(\w+) as Tokenizer\b[^}]*\}/;

/** @param code of marked's module @throws Error when marked is another than expected */
export function lexerOnly(code: string): string {
  const cut = code.replace(whole, "");
  if (cut.length === code.length || !exported.test(cut)) throw new Error("marked has another form than expected");
  return cut.replace(exported, "export{$1 as Lexer,$2 as Tokenizer}");
}

export function markedPlugin(): Plugin {
  return {
    name: "klatch-marked",
    apply: "build",
    transform: {
      filter: { id: /\/marked\/lib\/marked\.esm\.js$/ },
      handler: (code) => ({ code: lexerOnly(code), map: null }),
    },
  };
}
