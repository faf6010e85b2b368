// The protocol's types for the package, written out in full: neither an app's compiler nor a reader of the API pages
// then needs valibot, from whose shapes they are inferred.
import ts from "typescript";
import { inRepository } from "../run/wrangler.ts";
import { TypePrinter } from "./type-printer.ts";

const isOfProtocol = (fileName: string): boolean => fileName.includes("/schema/protocol/");

/** Opaque to apps: the server makes ids, and apps return them unchanged. */
const brand = `declare const brand: unique symbol;
/** Distinguishes ids of different kinds; at run time an id is a string. */
export interface Brand<Name extends string> {
  readonly [brand]: Name;
}
`;

function makeProgram(configFile: string): ts.Program {
  const { config } = ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)) as { readonly config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, inRepository("sdk"));
  return ts.createProgram(fileNames, options);
}

/** Symbols that the SDK's files import or re-export from the protocol. */
function usedSymbols(program: ts.Program, checker: ts.TypeChecker): Set<ts.Symbol> {
  const used = new Set<ts.Symbol>();
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.includes("/sdk/")) continue;
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const from = statement.moduleSpecifier;
      if (from === undefined || !isOfProtocol(from.getText())) continue;
      const clause = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
      if (clause === undefined || (!ts.isNamedImports(clause) && !ts.isNamedExports(clause))) continue;
      const module = checker.getSymbolAtLocation(from);
      for (const { propertyName, name } of clause.elements) {
        const symbol = module && checker.tryGetMemberInModuleExports((propertyName ?? name).text, module);
        if (symbol === undefined) throw new Error(`${name.text} is not in ${from.getText()}`);
        used.add(symbol);
      }
    }
  }
  return used;
}

/** All types that files of the protocol export. */
function exportedTypes(program: ts.Program, checker: ts.TypeChecker): readonly ts.Symbol[] {
  return program
    .getSourceFiles()
    .filter(({ fileName }) => isOfProtocol(fileName))
    .map((file) => checker.getSymbolAtLocation(file))
    .flatMap((module) => (module === undefined ? [] : checker.getExportsOfModule(module)))
    .filter(({ flags }) => (flags & ts.SymbolFlags.Type) !== 0);
}

/** The text of the one declaration file that replaces `schema/protocol` in the package. */
export function protocolDeclarations(): string {
  const program = makeProgram(inRepository("sdk", "tsconfig.build.json"));
  const checker = program.getTypeChecker();
  const printer = new TypePrinter(checker, exportedTypes(program, checker));
  // Types that a declaration mentions are added to the set, and this loop reaches them too.
  const symbols = usedSymbols(program, checker);
  printer.onName = (symbol) => symbols.add(symbol);
  const declarations: string[] = [];
  for (const symbol of symbols) declarations.push(printer.declare(symbol));
  return `${brand}\n${declarations.join("\n")}`;
}
