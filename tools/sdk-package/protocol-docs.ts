// The API documents' descriptions of types and fields, for readers of the SDK's declarations.
import { allComponents } from "../api/components.ts";
import { unionOf } from "../api/unions.ts";
import type { Component, FieldWords } from "../../schema/protocol/component.ts";
import { fieldWords } from "../../schema/protocol/field-words.ts";
import { errorRules } from "../../schema/protocol/errors.ts";

/** Types that have another name in the documents. */
const otherNames: Readonly<Record<string, string>> = {
  ConversationEntry: "Conversation",
  SessionResult: "Session",
};

const componentOf = (typeName: string): string => otherNames[typeName] ?? typeName;

/** One or two sentences; empty if the documents do not name the type. */
export const describeType = (typeName: string): string => allComponents[componentOf(typeName)]?.description ?? "";

/**
 * The description of a field, with its unit; empty if the documents have none for it.
 * @param path the type's name, then the names of the fields down to this one
 */
export function describeField([typeName = "", ...fields]: readonly string[]): string {
  const own = fieldsOf(allComponents[componentOf(typeName)]);
  return own[fields.join(".")] ?? fieldWords[fields.at(-1) ?? ""] ?? "";
}

/** A component's own words for fields; a union has those of all its variants. */
function fieldsOf(component: Component | undefined): FieldWords {
  const variants = component === undefined ? [] : (unionOf(component.shape)?.variants ?? []);
  const ofVariants = Object.values(allComponents).filter(({ shape }) => variants.includes(shape));
  return Object.assign({}, ...ofVariants.map(({ fields }) => fields), component?.fields);
}

/** By code: its title and its class. */
export const codeDescriptions: ReadonlyMap<string, string> = new Map(
  Object.entries(errorRules).map(([code, rule]) => [code, `${rule.title} (${rule.class})`]),
);
