// What a checker finds, by rule of docs/SPEC.md: how much was checked, and what was wrong.

export interface Violation {
  readonly what: string;
  /** The shortest part of what was recorded that shows the violation. */
  readonly stretch: readonly string[];
}

export interface RuleVerdictOf<Rule extends string> {
  readonly rule: Rule;
  readonly what: string;
  readonly checked: number;
  readonly violations: number;
  /** The first few violations. */
  readonly examples: readonly Violation[];
}

const maxExamples = 5;

export class VerdictOf<Rule extends string> {
  readonly #rules: Readonly<Record<Rule, string>>;
  readonly #checked = new Map<Rule, number>();
  readonly #violations = new Map<Rule, number>();
  readonly #examples = new Map<Rule, Violation[]>();

  /** @param rules with what is checked of each */
  constructor(rules: Readonly<Record<Rule, string>>) {
    this.#rules = rules;
  }

  checked(rule: Rule, count = 1): void {
    this.#checked.set(rule, (this.#checked.get(rule) ?? 0) + count);
  }

  /** @param stretch called only if the violation is kept */
  violated(rule: Rule, what: string, stretch: () => readonly string[]): void {
    this.#violations.set(rule, (this.#violations.get(rule) ?? 0) + 1);
    const examples = this.#examples.get(rule) ?? [];
    this.#examples.set(rule, examples);
    if (examples.length < maxExamples) examples.push({ what, stretch: stretch() });
  }

  /** All violations of all rules. */
  get violations(): number {
    return this.#violations.values().reduce((sum, count) => sum + count, 0);
  }

  get rules(): readonly RuleVerdictOf<Rule>[] {
    return (Object.keys(this.#rules) as Rule[]).map((rule) => ({
      rule,
      what: this.#rules[rule],
      checked: this.#checked.get(rule) ?? 0,
      violations: this.#violations.get(rule) ?? 0,
      examples: this.#examples.get(rule) ?? [],
    }));
  }

  /** A line for each rule, and for each violation what shows it. */
  get lines(): readonly string[] {
    return [
      ...this.rules.map(({ rule, checked, violations, what }) => {
        const outcome = violations === 0 ? "holds" : `VIOLATED ${violations} times`;
        return `${rule.padEnd(12)} ${String(checked).padStart(8)} checked  ${outcome.padEnd(18)}  ${what}`;
      }),
      "",
      ...this.rules.flatMap(({ rule, examples }) => examples.map((one) => describe(rule, one))),
    ];
  }
}

const describe = (rule: string, { what, stretch }: Violation): string =>
  [`[${rule}] ${what}`, ...stretch.map((line) => `    ${line}`), ""].join("\n");
