// The context that passes the operator of this tab to the pages.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Operator } from "./operator-session.ts";

export const OperatorContext = createContext<Operator | null>(null);

export function useOperator(): Operator {
  const operator = useContext(OperatorContext);
  if (operator === null) throw new Error("no operator here");
  return operator;
}
