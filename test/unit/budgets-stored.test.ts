// What is stored of a user's budgets: reservations, and what is left after hibernation and crashes.
import { describe, expect, it } from "vitest";
import { parseBook, writeBook, type Book } from "../../durable-objects/user-session/budgets/budget-book.ts";
import { BudgetSession, cap, endOfTurn, midnight, noRate, spendAll } from "../support/budget-session.ts";

describe("[BUDGET-5] reservations", () => {
  it("cost nobody a row who does what people do over a socket, however often the session sleeps", async () => {
    const session = new BudgetSession();
    session.connect();
    for (let message = 0; message < 20; message++) {
      expect(session.budgets.take({ messages: 1, bytes: 200, calls: 2, deliveries: 4 })).toBeNull();
      await endOfTurn();
      session.hibernate();
      session.clock += 30_000;
    }
    expect(session.rows).toBe(0);
    expect(session.budgets.usage().messages.used).toBe(20);
  });

  it("cost one row for all budgets where a device connects whose own row was just written", async () => {
    const session = new BudgetSession();
    session.connect(false);
    for (let message = 0; message < 20; message++) {
      session.budgets.take({ messages: 1, bytes: 200, calls: 2, deliveries: 4 });
      await endOfTurn();
      session.hibernate();
    }
    expect(session.rows).toBe(1);
  });

  it("are at most a row for a fiftieth of the cap, and a few smaller ones first", () => {
    const session = new BudgetSession(noRate);
    expect(spendAll(session)).toBe(cap);
    expect(session.rows).toBeGreaterThanOrEqual(50);
    expect(session.rows).toBeLessThanOrEqual(60);
  });

  it("of many budgets at once are one row", () => {
    const session = new BudgetSession();
    session.budgets.take({ messages: 1, bytes: 1, calls: 1, deliveries: 1, requests: 1 });
    expect(session.rows).toBe(1);
  });

  it("that storage does not take spend nothing", () => {
    const session = new BudgetSession(noRate);
    session.isFull = true;
    expect(() => session.budgets.take({ messages: 1 })).toThrow("planted");
    session.isFull = false;
    expect(spendAll(session)).toBe(cap);
  });
});

describe("[BUDGET-6] after a crash", () => {
  it("nothing comes back, and at most a fiftieth is lost", () => {
    const session = new BudgetSession(noRate);
    for (let message = 0; message < cap / 2; message++) session.budgets.take({ messages: 1 });
    session.crash();
    const { used } = session.budgets.usage().messages;
    expect(used).toBeGreaterThanOrEqual(cap / 2);
    expect(used).toBeLessThanOrEqual(cap / 2 + cap / 50);
    expect(spendAll(session)).toBe(cap - used);
  });

  it("sessions without a socket are not locked out by sleeping: the first reservation is small", () => {
    const session = new BudgetSession();
    for (let message = 0; message < 288; message++) {
      expect(session.budgets.take({ messages: 1, calls: 1, requests: 1 })).toBeNull();
      session.crash();
      session.clock += 300_000 - 1;
    }
    expect(session.budgets.usage().messages.used).toBeLessThanOrEqual((288 * cap) / 5_000);
  });

  it("a bucket starts from its row, not full", () => {
    const session = new BudgetSession({ LIMIT_MESSAGES_PER_SECOND: 1, LIMIT_MESSAGES_BURST: 1_000 });
    for (let message = 0; message < 900; message++) session.budgets.take({ messages: 1 });
    session.crash();
    expect(spendAll(session)).toBeLessThanOrEqual(100);
    session.clock += 10_000;
    expect(spendAll(session)).toBe(10);
  });

  it("the socket that held the state may close first: the others do not bring an older one back", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    session.connect(false);
    session.budgets.take({ messages: 20 });
    await endOfTurn();
    session.hibernate();
    session.disconnect(0);
    await endOfTurn();
    session.hibernate();
    expect(session.budgets.usage().messages.used).toBe(20);
  });

  it("[BUDGET-40] a socket that outlived a later life of the session does not bring its older state back", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    // Each of them is a version of the state, and few are rows.
    for (let message = 0; message < 300; message++) session.budgets.take({ messages: 1 });
    await endOfTurn();
    const endConnection = session.closeByServer(0);
    session.hibernate();
    expect(session.budgets.take({ messages: cap / 2 })).toBeNull();
    await endOfTurn();
    session.hibernate();
    endConnection();
    expect(session.budgets.usage().messages.used).toBeGreaterThanOrEqual(300 + cap / 2);
  });

  it("[BUDGET-40] nor does one whose session wrote a row for another reason since", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    session.budgets.take({ messages: 20 });
    session.signIn();
    await endOfTurn();
    session.hibernate();
    // The state moved into another row: the socket follows it, and nothing is lost.
    expect(session.budgets.usage().messages.used).toBe(20);
  });

  it("a device that signs in anew does not take the state along", () => {
    const session = new BudgetSession(noRate);
    session.connect();
    session.signIn();
    session.crash();
    expect(session.budgets.usage().messages.used).toBe(cap / 500);
  });
});

describe("while messages are in flight", () => {
  /** @returns what the last answer of the call does */
  function begin(session: BudgetSession): () => void {
    session.budgets.sendBegins();
    return () => session.budgets.sendEnds();
  }

  async function spendInTurns(session: BudgetSession, turns: number): Promise<void> {
    for (let count = 0; count < turns; count++) {
      expect(session.budgets.take({ messages: 1 })).toBeNull();
      await endOfTurn();
    }
  }

  it("[BUDGET-5] an attachment is written twice however much is spent, and once more at the end", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    await endOfTurn();
    session.notes = 0;
    const ends = [begin(session), begin(session)];
    await spendInTurns(session, 15);
    for (const end of ends) end();
    await endOfTurn();
    expect(session.notes).toBe(3);
    session.hibernate();
    expect(session.budgets.usage().messages.used).toBe(15);
  });

  it("[BUDGET-5] one message is one note, exact before and after its answer", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    await endOfTurn();
    session.notes = 0;
    session.budgets.take({ messages: 1, bytes: 200 });
    const end = begin(session);
    // Its second charge, as the queue of messages makes it: in a microtask.
    await Promise.resolve();
    session.budgets.take({ calls: 1 });
    await endOfTurn();
    end();
    await endOfTurn();
    expect(session.notes).toBe(1);
    session.hibernate();
    const { messages, calls } = session.budgets.usage();
    expect([messages.used, calls.used]).toEqual([1, 1]);
  });

  it("[BUDGET-6] who loses memory has spent what was reserved, and no more; nothing comes back", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    begin(session);
    await spendInTurns(session, 15);
    session.hibernate();
    const { used } = session.budgets.usage().messages;
    expect(used).toBeGreaterThanOrEqual(15);
    expect(used).toBeLessThanOrEqual(15 + cap / 50);
    expect(spendAll(session)).toBe(cap - used);
  });

  it("[BUDGET-6] the socket that held the note may close: no other one brings an older state back", async () => {
    const session = new BudgetSession(noRate);
    session.connect();
    session.connect(false);
    begin(session);
    await spendInTurns(session, 10);
    session.disconnect(0);
    await spendInTurns(session, 5);
    session.hibernate();
    expect(session.budgets.usage().messages.used).toBeGreaterThanOrEqual(15);
  });
});

it("[BUDGET-6] the text of all budgets says what they are, rounded so that nobody gains", () => {
  const book: Book = {
    version: 7,
    stored: 3,
    day: 21_915,
    since: midnight,
    factor: 0.25,
    isOpen: true,
    states: new Map([
      ["messages", { used: 10.2, reserved: 4.9, step: 2, level: -0.5, at: midnight + 1 }],
      ["bytes", { used: 0, reserved: 0, step: 1e9, level: 1e-7, at: midnight }],
    ]),
  };
  expect(parseBook(writeBook(book))).toEqual({
    ...book,
    states: new Map([
      ["messages", { used: 11, reserved: 4, step: 2, level: -1, at: midnight + 1 }],
      ["bytes", { used: 0, reserved: 0, step: 1e9, level: 0, at: midnight }],
    ]),
  });
  const { isOpen: _isOpen, ...atRest } = book;
  expect(parseBook(writeBook({ ...atRest, states: new Map() }))).toEqual({ ...atRest, states: new Map() });
});

it("a text that a later version may have written is no state, and breaks nothing", () => {
  for (const text of ["", "null", "{}", '{"version":1}', "[]"]) expect(parseBook(text)).toBeNull();
  const known = '{"version":1,"day":2,"since":3,"factor":1,"states":{"tomorrow":[1,2,3,4,5]}}';
  expect(parseBook(known)?.states.size).toBe(0);
});
