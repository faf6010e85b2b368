// What the declarations of the built package show to an app, and what of it the app should not see.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const { intentionallyNotExported } = JSON.parse(readFileSync(join(import.meta.dirname, "typedoc.json"), "utf8")) as {
  readonly intentionallyNotExported: readonly string[];
};

/** Types that an app never names: those of the API pages' list, and the events that `KlatchEvents` extends. */
const unnamed: ReadonlySet<string> = new Set([...intentionallyNotExported, "OtherEvents"]);

/**
 * Names what leaks from the package in `dir`: a type that public declarations mention and no entry exports, a member that
 * is `private`, `protected` or marked `@internal`.
 * @param entries declaration files, relative to `dir`
 */
export function leaksOf(dir: string, entries: readonly string[]): string[] {
  const files = entries.map((entry) => join(dir, entry));
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
    types: [],
    strict: true,
  };
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const whole = (symbol: ts.Symbol): ts.Symbol =>
    (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  const exported = new Set(
    files.flatMap((file) => {
      const source = program.getSourceFile(file);
      const module = source && checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${file} is no module`);
      return checker.getExportsOfModule(module).map(whole);
    }),
  );
  const leaks = new Set<string>();
  const mentioned = new Set(exported);
  const visit = (node: ts.Node): void => {
    if (ts.isClassElement(node) || ts.isTypeElement(node)) {
      const flags = ts.getCombinedModifierFlags(node);
      const isHidden = (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
      if (isHidden || ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal"))
        leaks.add(node.name?.getText() ?? "constructor");
    }
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      const type = symbol && whole(symbol);
      const isType = type !== undefined && (type.flags & (ts.SymbolFlags.Type ^ ts.SymbolFlags.TypeParameter)) !== 0;
      const isOurs = type?.declarations?.some((one) => one.getSourceFile().fileName.startsWith(dir)) ?? false;
      if (isType && isOurs) mentioned.add(type);
    }
    ts.forEachChild(node, visit);
  };
  // A set's loop reaches what is added during it.
  for (const symbol of mentioned) {
    if (unnamed.has(symbol.name)) continue;
    if (!exported.has(symbol)) leaks.add(symbol.name);
    for (const declaration of symbol.declarations ?? []) visit(declaration);
  }
  return [...leaks].toSorted();
}
