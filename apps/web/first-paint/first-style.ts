// The style that the page has inline: the CSS of the first paint, and of the design's constants those that it uses. Pure.

const declaration = /(--[\w-]+):\s*([^;{}]+);/g;
const use = /var\((--[\w-]+)\)/g;

/** @param css of the first paint @param tokens the design's constants, `style/tokens.css` */
export function firstStyle(css: string, tokens: string): string {
  const plain = withoutComments(tokens);
  const root = plain.slice(0, plain.indexOf("}"));
  const values = new Map([...root.matchAll(declaration)].map(([, name = "", value = ""]) => [name, value]));
  const used = new Set<string>();
  const collect = (text: string): void => {
    for (const [, name = ""] of text.matchAll(use)) {
      if (used.has(name)) continue;
      const value = values.get(name);
      if (value === undefined) throw new Error(`${name} is none of the design's constants`);
      used.add(name);
      collect(value);
    }
  };
  collect(css);
  const constants = [...values].filter(([name]) => used.has(name)).map(([name, value]) => `${name}:${value}`);
  return squeezed(`@layer first-paint{:root{color-scheme:light dark;${constants.join(";")}}
    :root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
    body{margin:0}}${withoutComments(css)}`);
}

const withoutComments = (css: string): string => css.replaceAll(/\/\*[^]*?\*\//g, "");

const squeezed = (css: string): string =>
  css
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([{};,]) ?/g, "$1")
    .replaceAll(/: (?=[^{}]*[;}])/g, ":")
    .replaceAll(";}", "}")
    .trim();
