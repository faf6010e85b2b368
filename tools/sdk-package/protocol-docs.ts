// What the API documents say of types and fields, for those who meet them in the SDK.
import {
  bodyComponents,
  downFrameComponents,
  eventComponents,
  sharedComponents,
  upFrameComponents,
} from "../api/components.ts";
import type { Component } from "../../schema/protocol/component.ts";
import { fieldWords } from "../../schema/protocol/field-words.ts";
import { errorRules } from "../../schema/protocol/errors.ts";

const components: Readonly<Record<string, Component>> = {
  ...sharedComponents,
  ...bodyComponents,
  ...eventComponents,
  ...upFrameComponents,
  ...downFrameComponents,
};

/** Types that the documents call otherwise. */
const otherNames: Readonly<Record<string, string>> = {
  Content: "TextContent",
  ConversationEntry: "Conversation",
  SessionResult: "Session",
};

const componentOf = (typeName: string): string => otherNames[typeName] ?? typeName;

/** One or two sentences; empty when the documents do not name the type. */
export const describeType = (typeName: string): string => components[componentOf(typeName)]?.description ?? "";

/**
 * With its unit; empty when the documents leave it to the field's type.
 * @param path the type's name, then those of the fields down to this one
 */
export function describeField([typeName = "", ...fields]: readonly string[]): string {
  const own = components[componentOf(typeName)]?.fields ?? {};
  return own[fields.join(".")] ?? fieldWords[fields.at(-1) ?? ""] ?? "";
}

/** By code: what it says, and its class. */
export const codeDescriptions: ReadonlyMap<string, string> = new Map(
  Object.entries(errorRules).map(([code, rule]) => [code, `${rule.title} (${rule.class})`]),
);
