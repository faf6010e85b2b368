// Operators' tokens that work no more: what they cost, and that their successors work at once.
import { describe, expect, it, vi } from "vitest";
import { countDirectoryReads } from "../support/directory-reads.ts";
import { act, newOperator, reason } from "../support/operators.ts";
import { codeOf } from "../support/worker-http.ts";

describe("[ADMIN-3] whoever was an operator", () => {
  it("costs one question in a minute, however often the token is shown", async () => {
    const { name, token } = await newOperator("moderator");
    await act("DELETE", `operators/${name}`, { reason });
    const { call, statements } = countDirectoryReads();
    const show = () => call({ accessToken: token }, "GET", "/api/admin/audit");
    for (let n = 0; n < 5; n++) expect(codeOf(await show())).toBe("NOT_AUTHENTICATED");
    expect(statements).toHaveLength(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    expect(codeOf(await show())).toBe("NOT_AUTHENTICATED");
    vi.useRealTimers();
    expect(statements).toHaveLength(2);
  });

  it("and is one again by a new token at once", async () => {
    const { name, token } = await newOperator("moderator");
    const renew = async () =>
      ((await act("POST", `operators/${name}/renew`, { reason })).body as { token: string }).token;
    const next = await renew();
    expect(codeOf(await act("GET", "me", undefined, token))).toBe("NOT_AUTHENTICATED");
    expect((await act("GET", "me", undefined, next)).status).toBe(200);
    const last = await renew();
    expect(codeOf(await act("GET", "me", undefined, next))).toBe("NOT_AUTHENTICATED");
    expect((await act("GET", "me", undefined, last)).status).toBe(200);
  });
});
