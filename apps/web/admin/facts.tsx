// What is known of the thing in a panel: names and values, and beside them what may be done with them.
import type { ComponentChildren } from "preact";
import "./facts.css";

interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
  readonly end?: ComponentChildren;
}

export function Facts({ facts, end }: FactsProps) {
  return (
    <div class="admin-facts">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {end}
    </div>
  );
}
