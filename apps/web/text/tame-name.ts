// A name as it stands among other words: on one line, and without anything that would spill over them.
import { tameText } from "../markdown/tame-text.ts";

export const tameName = (name: string): string => tameText(name).replaceAll(/\s+/g, " ").trim();
