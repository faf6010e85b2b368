// Writes inferred types out in full, with the names that inference loses and the API documents' descriptions.
import ts from "typescript";
import { codeDescriptions, describeField, describeType } from "./protocol-docs.ts";

const wholeText = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;

const comment = (text: string, indent: string): string =>
  text === "" ? "" : `${indent}/** ${text.replaceAll("\n", `\n${indent} * `)} */\n`;

/** Whether the language itself has the type, such as `Uint8Array`: it is named, whatever it has. */
const isOfLanguage = (type: ts.Type): boolean =>
  type.getSymbol()?.declarations?.some((one) => /\/lib\.[\w.]+\.d\.ts$/.test(one.getSourceFile().fileName)) === true;

/** Whether the type is one of the error codes. */
const isCode = (type: ts.Type): type is ts.StringLiteralType =>
  type.isStringLiteral() && codeDescriptions.has(type.value);

const writeCode = (code: string): string =>
  `\n${comment(codeDescriptions.get(code) ?? "", "  ")}  | ${JSON.stringify(code)}`;

export class TypePrinter {
  /** Called for each type that is mentioned by name. */
  onName: (symbol: ts.Symbol) => void = () => {};
  readonly #checker: ts.TypeChecker;
  /** By the type's whole text; null if two types have the same text, so that neither name is certain. */
  readonly #named = new Map<string, ts.Symbol | null>();

  constructor(checker: ts.TypeChecker, named: readonly ts.Symbol[]) {
    this.#checker = checker;
    for (const symbol of named) {
      const text = this.#textOf(checker.getDeclaredTypeOfSymbol(symbol));
      this.#named.set(text, this.#named.has(text) ? null : symbol);
    }
  }

  declare(symbol: ts.Symbol): string {
    const { name } = symbol;
    if ((symbol.flags & ts.SymbolFlags.Type) === 0) {
      const said = comment(this.#commentOf(symbol), "");
      return `${said}export declare const ${name}: ${this.#textOf(this.#checker.getTypeOfSymbol(symbol))};\n`;
    }
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const docs = comment(describeType(name) || this.#ownDocs(symbol), "");
    const text = this.#write(type, [name], "");
    const isInterface = text.startsWith("{") && !type.isUnionOrIntersection();
    return `${docs}export ${isInterface ? `interface ${name} ${text}` : `type ${name} = ${text};`}\n`;
  }

  #textOf(type: ts.Type): string {
    return this.#checker.typeToString(type, undefined, wholeText);
  }

  /** The type's own comment, or that of the shape from which it is inferred. */
  #ownDocs(symbol: ts.Symbol): string {
    const own = this.#commentOf(symbol);
    const [declaration] = symbol.declarations ?? [];
    if (own !== "" || declaration === undefined || !ts.isTypeAliasDeclaration(declaration)) return own;
    const argument = ts.isTypeReferenceNode(declaration.type) ? declaration.type.typeArguments?.[0] : undefined;
    const shape =
      argument !== undefined && ts.isTypeQueryNode(argument)
        ? this.#checker.getSymbolAtLocation(argument.exprName)
        : undefined;
    return shape === undefined ? "" : this.#commentOf(shape);
  }

  #commentOf(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
  }

  /** Mentions a type, by name if it has one. */
  #mention(type: ts.Type, path: readonly string[], indent: string): string {
    const symbol = this.#named.get(this.#textOf(type));
    if (symbol === undefined || symbol === null) return this.#write(type, path, indent);
    this.onName(symbol);
    return symbol.name;
  }

  #write(type: ts.Type, path: readonly string[], indent: string): string {
    if (type.isUnion()) return this.#writeUnion(type, path, indent);
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      if (item === undefined) throw new Error("an array has items");
      const text = this.#mention(item, path, indent);
      const list = type.symbol.name;
      if (!/^\w+$/.test(text)) return `${list}<${text}>`;
      return list === "ReadonlyArray" ? `readonly ${text}[]` : `${text}[]`;
    }
    if (isOfLanguage(type)) return this.#textOf(type);
    const properties = (type.flags & ts.TypeFlags.Object) === 0 ? [] : type.getProperties();
    const indexes = (type.flags & ts.TypeFlags.Object) === 0 ? [] : this.#checker.getIndexInfosOfType(type);
    if (properties.length === 0 && indexes.length === 0) return this.#textOf(type);
    const inner = `${indent}  `;
    const others = indexes.map(({ isReadonly, keyType, type: value }) => {
      const field = `${isReadonly ? "readonly " : ""}[field: ${this.#textOf(keyType)}]`;
      const text = this.#textOf(value);
      return `${inner}${field}: ${this.#named.get(text) ? this.#mention(value, path, inner) : text};\n`;
    });
    const fields = properties.map((property) => this.#writeProperty(property, path, inner));
    return `{\n${[...fields, ...others].join("")}${indent}}`;
  }

  #writeUnion(type: ts.UnionType, path: readonly string[], indent: string): string {
    const isPlain = (part: ts.Type): boolean =>
      (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0 && !this.#named.has(this.#textOf(part));
    const codes = type.types.filter(isCode);
    if (codes.length > 1) {
      const others = type.types
        .filter((part) => !isCode(part))
        .map((part) => `\n  | ${this.#mention(part, path, indent)}`);
      return [...codes.map((part) => writeCode(part.value)), ...others].join("");
    }
    if (type.types.every(isPlain)) return this.#textOf(type);
    const parts = type.types.map((part) => this.#mention(part, path, indent));
    return parts.includes("true")
      ? [...parts.filter((part) => !/^(true|false)$/.test(part)), "boolean"].join(" | ")
      : parts.join(" | ");
  }

  /** Without null and undefined the type may have a name. */
  #writeProperty(property: ts.Symbol, parent: readonly string[], indent: string): string {
    const path = [...parent, property.name];
    const type = this.#checker.getTypeOfSymbol(property);
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const parts = type.isUnion() ? type.types : [type];
    const present = this.#checker.getNonNullableType(type);
    const text = (present.flags & ts.TypeFlags.Never) === 0 ? [this.#mention(present, path, indent)] : [];
    if (parts.some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0)) text.push("null");
    // With `exactOptionalPropertyTypes` an optional property is not `undefined`, unless its type says so.
    if (parts.includes(this.#checker.getUndefinedType())) text.push("undefined");
    const name = /^\w+$/.test(property.name) ? property.name : JSON.stringify(property.name);
    const docs = comment(describeField(path) || this.#commentOf(property), indent);
    return `${docs}${indent}${name}${isOptional ? "?" : ""}: ${text.join(" | ")};\n`;
  }
}
