// The command line of `npm run operator`.
import { describe, expect, it } from "vitest";
import { parseOperatorOptions } from "../../tools/operator/operator-options.ts";

const now = Date.UTC(2026, 10, 29);
const day = 86_400_000;
const parse = (line: string) => parseOperatorOptions(line.split(" ").filter(Boolean), "http://localhost:8787", now);

describe("[ADMIN-24] npm run operator", () => {
  it.each([
    ["add olga", { name: "add", operator: "olga", role: "operator" }],
    ["add olga --role moderator", { name: "add", operator: "olga", role: "moderator" }],
    ["list", { name: "list" }],
    ["renew olga", { name: "renew", operator: "olga" }],
    ["remove olga --reason left", { name: "remove", operator: "olga" }],
    ["find bob", { name: "find", username: "bob" }],
    ["suspend bob --reason spam", { name: "suspend", username: "bob", until: null }],
    ["suspend bob --reason spam --until 7d", { name: "suspend", username: "bob", until: now + 7 * day }],
    ["suspend bob --reason spam --until 12h", { name: "suspend", username: "bob", until: now + day / 2 }],
    ["suspend bob --reason spam --until 2026-12-01", { name: "suspend", username: "bob", until: now + 2 * day }],
    ["restore bob --reason sorry", { name: "restore", username: "bob" }],
    ["suspended", { name: "suspended" }],
    ["end-sessions bob --reason lost", { name: "end-sessions", username: "bob", device: null }],
    ["end-sessions bob --reason lost --device d", { name: "end-sessions", username: "bob", device: "d" }],
    ["registration", { name: "registration", mode: null }],
    ["registration closed --reason spam", { name: "registration", mode: "closed" }],
    ["invite --reason club", { name: "invite", uses: 1, expiresAt: now + 7 * day }],
    ["invite --reason club --uses 10 --days 30", { name: "invite", uses: 10, expiresAt: now + 30 * day }],
    ["invitations", { name: "invitations" }],
    ["reports", { name: "reports", state: "open", userId: null }],
    ["reports --state all --user u", { name: "reports", state: "all", userId: "u" }],
    ["reports --state closed", { name: "reports", state: "closed", userId: null }],
    ["report abc", { name: "report", reportId: "abc" }],
    ["close-report abc --reason spam", { name: "close-report", reportId: "abc" }],
    ["fleet", { name: "fleet" }],
    ["sweep --reason due", { name: "sweep", act: "start" }],
    ["sweep stop --reason enough", { name: "sweep", act: "stop" }],
    ["revoke abc --reason leaked", { name: "revoke", invitationId: "abc" }],
    ["audit", { name: "audit", actor: null, subject: null }],
    ["audit --actor olga --subject bob", { name: "audit", actor: "olga", subject: "bob" }],
  ])("understands %s", (line, command) => {
    expect(parse(line)?.command).toEqual(command);
  });

  it.each([
    "",
    "adds olga",
    "add",
    "add olga bob",
    "add olga --role king",
    "list olga",
    "list --role moderator",
    "suspend bob",
    "suspend bob --reason spam --until soon",
    "restore bob",
    "end-sessions bob",
    "remove olga",
    "registration closed",
    "invite",
    "revoke abc",
    "report",
    "reports abc",
    "reports --state half",
    "report abc --user u",
    "close-report abc",
    "close-report --reason spam",
    "sweep",
    "sweep stop",
    "registration maybe --reason spam",
    "invite --reason club --uses 0",
    "invite --reason club --days x",
    "invite 10",
    "revoke",
    "audit bob",
    "sweep on --reason due",
    "fleet stop",
    "audit --device d",
    "list --server nowhere",
    "__proto__",
    "constructor x",
  ])("does nothing for '%s'", (line) => {
    expect(parse(line)).toBeNull();
  });

  it("sends the local server's secret to no other machine", () => {
    expect(parse("list")?.secretsFile).toBe(".dev.vars");
    expect(parse("list --server https://chat.example")?.secretsFile).toBeNull();
  });
});
