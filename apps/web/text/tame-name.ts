// Makes a name safe inside other text: on one line, and without characters that affect the text around.
import { tameText } from "../markdown/tame-text.ts";

export const tameName = (name: string): string => tameText(name).replaceAll(/\s+/g, " ").trim();
