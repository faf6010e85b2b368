// A role in words. Pure.
import { operatorWords as t } from "./operator-words.ts";

/** A role of a newer server stands under its own name. */
export const roleText = (role: string): string =>
  role === "operator" || role === "moderator" || role === "user" ? t(`role.${role}`) : role;
