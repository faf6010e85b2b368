// A group as a client knows it that saw every event and asked for nothing else.
import type { ChangeBody } from "../../durable-objects/group/decision.ts";
import type { Role } from "../../schema/protocol/group.ts";

export class FoldedGroup {
  readonly #members = new Map<string, { role: Role; nickname: string }>();

  apply(body: ChangeBody): void {
    if (body.type === "group-changed") {
      if (body.change.kind === "dissolved") this.#members.clear();
      return;
    }
    for (const userId of body.userIds) {
      const { change } = body;
      const member = this.#members.get(userId);
      if (change.kind === "joined") this.#members.set(userId, { role: change.role, nickname: "" });
      else if (change.kind === "left" || change.kind === "removed") this.#members.delete(userId);
      else if (member !== undefined && change.kind === "role") member.role = change.role;
      else if (member !== undefined && change.kind === "nickname") member.nickname = change.nickname;
    }
  }

  /** Members with their roles and nicknames, in the order of their ids. */
  describe(): string {
    const lines = [...this.#members].map(([userId, { role, nickname }]) => `${userId} ${role} ${nickname}`);
    return lines.toSorted().join();
  }
}
