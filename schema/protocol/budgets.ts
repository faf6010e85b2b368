// What a user's account may cost: each budget counts something that is billed. Each is declared here once, as data; the
// session holds them, and docs/limits.md is made of this table.

/** Defaults that a deployment may change; the key is the variable's name. 0 is no valid value. */
export const budgetLimits = {
  LIMIT_BYTES_PER_SECOND: 20_000,
  LIMIT_BYTES_BURST: 2_000_000,
  LIMIT_BYTES_PER_DAY_FIRST_WEEK: 170_000_000,
  LIMIT_BYTES_PER_DAY: 200_000_000,
  LIMIT_MESSAGES_PER_SECOND: 50,
  LIMIT_MESSAGES_BURST: 2_000,
  LIMIT_MESSAGES_PER_DAY_FIRST_WEEK: 20_000,
  LIMIT_MESSAGES_PER_DAY: 100_000,
  LIMIT_DELIVERIES_PER_SECOND: 200,
  LIMIT_DELIVERIES_BURST: 20_000,
  LIMIT_DELIVERIES_PER_DAY_FIRST_WEEK: 100_000,
  LIMIT_DELIVERIES_PER_DAY: 1_000_000,
  LIMIT_CALLS_PER_SECOND: 50,
  LIMIT_CALLS_BURST: 6_000,
  LIMIT_CALLS_PER_DAY_FIRST_WEEK: 30_000,
  LIMIT_CALLS_PER_DAY: 200_000,
  LIMIT_ROWS_PER_SECOND: 20_000,
  LIMIT_ROWS_BURST: 2_000_000,
  LIMIT_ROWS_PER_DAY_FIRST_WEEK: 50_000_000,
  LIMIT_ROWS_PER_DAY: 200_000_000,
  LIMIT_REQUESTS_PER_DAY_FIRST_WEEK: 30_000,
  LIMIT_REQUESTS_PER_DAY: 200_000,
  LIMIT_SOCKETS_PER_MINUTE: 12,
  LIMIT_SOCKETS_BURST: 100,
  LIMIT_SOCKETS_PER_DAY_FIRST_WEEK: 5_000,
  LIMIT_SOCKETS_PER_DAY: 10_000,
  LIMIT_REFRESHES_PER_MINUTE: 4,
  LIMIT_REFRESHES_BURST: 60,
  LIMIT_REFRESHES_PER_DAY_FIRST_WEEK: 1_000,
  LIMIT_REFRESHES_PER_DAY: 2_000,
  LIMIT_STRANGERS_PER_DAY_FIRST_WEEK: 20,
  LIMIT_STRANGERS_PER_DAY: 20,
  LIMIT_PEOPLE_PER_DAY_FIRST_WEEK: 50,
  LIMIT_PEOPLE_PER_DAY: 50,
  LIMIT_LOOKUPS_PER_HOUR: 60,
  LIMIT_LOOKUPS_BURST: 60,
  LIMIT_LOOKUPS_PER_DAY_FIRST_WEEK: 1_440,
  LIMIT_LOOKUPS_PER_DAY: 1_440,
  LIMIT_SEARCHES_PER_HOUR: 300,
  LIMIT_SEARCHES_BURST: 60,
  LIMIT_SEARCHES_PER_DAY_FIRST_WEEK: 200,
  LIMIT_SEARCHES_PER_DAY: 2_000,
  LIMIT_REPORTS_PER_DAY_FIRST_WEEK: 10,
  LIMIT_REPORTS_PER_DAY: 10,
  LIMIT_PROFILE_CHANGES_PER_HOUR: 60,
  LIMIT_PROFILE_CHANGES_BURST: 30,
  LIMIT_PROFILE_CHANGES_PER_DAY_FIRST_WEEK: 20,
  LIMIT_PROFILE_CHANGES_PER_DAY: 200,
  LIMIT_UPLOADS_PER_MINUTE: 60,
  LIMIT_UPLOADS_BURST: 100,
  LIMIT_UPLOADS_PER_DAY_FIRST_WEEK: 100,
  LIMIT_UPLOADS_PER_DAY: 2_000,
  LIMIT_UPLOADED_BYTES_PER_DAY_FIRST_WEEK: 104_857_600,
  LIMIT_UPLOADED_BYTES_PER_DAY: 1_073_741_824,
  LIMIT_PREVIEWS_PER_DAY_FIRST_WEEK: 2,
  LIMIT_PREVIEWS_PER_DAY: 50,
  LIMIT_DOWNLOADS_PER_MINUTE: 600,
  LIMIT_DOWNLOADS_BURST: 1_000,
  LIMIT_DOWNLOADS_PER_DAY_FIRST_WEEK: 3_000,
  LIMIT_DOWNLOADS_PER_DAY: 50_000,
  LIMIT_PUSHES_PER_DAY_FIRST_WEEK: 500,
  LIMIT_PUSHES_PER_DAY: 5_000,
  LIMIT_EMAILS_PER_DAY_FIRST_WEEK: 5,
  LIMIT_EMAILS_PER_DAY: 5,
  LIMIT_CHANGES_PER_SECOND: 5,
  LIMIT_CHANGES_BURST: 200,
  LIMIT_CHANGES_PER_DAY_FIRST_WEEK: 1_000,
  LIMIT_CHANGES_PER_DAY: 5_000,
  LIMIT_PRESENCE_PER_SECOND: 50,
  LIMIT_PRESENCE_BURST: 5_000,
  LIMIT_PRESENCE_PER_DAY_FIRST_WEEK: 3_000,
  LIMIT_PRESENCE_PER_DAY: 200_000,
  LIMIT_SETTINGS_PER_SECOND: 2,
  LIMIT_SETTINGS_BURST: 500,
  LIMIT_SETTINGS_PER_DAY_FIRST_WEEK: 5_000,
  LIMIT_SETTINGS_PER_DAY: 20_000,
} as const;

export type BudgetLimits = { readonly [K in keyof typeof budgetLimits]: number };
type Variable = keyof BudgetLimits;

/** One budget. A bucket refills at a rate up to its burst; a cap ends at midnight, UTC. */
export interface BudgetKind {
  /** Of one count, in words. */
  readonly unit: string;
  /** What it counts. */
  readonly counts: string;
  /** Null: only the cap. `perMs`: the time in which as many as the variable says are refilled. */
  readonly rate: { readonly variable: Variable; readonly perMs: number; readonly burst: Variable } | null;
  readonly perDayFirstWeek: Variable;
  readonly perDay: Variable;
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** In the order of the table. What is refused over a budget is refused with RATE_LIMITED and the budget's name. */
export const budgetKinds = {
  bytes: {
    unit: "UTF-8 byte",
    counts: "bytes of the messages that a user sends, as the log stores them; repeats too",
    rate: { variable: "LIMIT_BYTES_PER_SECOND", perMs: second, burst: "LIMIT_BYTES_BURST" },
    perDayFirstWeek: "LIMIT_BYTES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_BYTES_PER_DAY",
  },
  messages: {
    unit: "message",
    counts: "messages that a user sends; repeats too",
    rate: { variable: "LIMIT_MESSAGES_PER_SECOND", perMs: second, burst: "LIMIT_MESSAGES_BURST" },
    perDayFirstWeek: "LIMIT_MESSAGES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_MESSAGES_PER_DAY",
  },
  deliveries: {
    unit: "delivery",
    counts:
      "members whom a user's message, typing sign, read mark or change of a group is meant for, the user included; who joins pays for the join, who adds for the adding; a mark that is told as a count or changes who sees receipts is one more",
    rate: { variable: "LIMIT_DELIVERIES_PER_SECOND", perMs: second, burst: "LIMIT_DELIVERIES_BURST" },
    perDayFirstWeek: "LIMIT_DELIVERIES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_DELIVERIES_PER_DAY",
  },
  calls: {
    unit: "call",
    counts:
      "calls to a conversation: one for messages that go together, for a typing sign, a read mark, a page, and each conversation that is stale or behind in a `sync` or a list",
    rate: { variable: "LIMIT_CALLS_PER_SECOND", perMs: second, burst: "LIMIT_CALLS_BURST" },
    perDayFirstWeek: "LIMIT_CALLS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_CALLS_PER_DAY",
  },
  rows: {
    unit: "row read",
    counts:
      "rows read for a user's lists, syncs and pages: one for each conversation in the inbox or event of a page, 1,000 for a stretch of history from D1 or R2",
    rate: { variable: "LIMIT_ROWS_PER_SECOND", perMs: second, burst: "LIMIT_ROWS_BURST" },
    perDayFirstWeek: "LIMIT_ROWS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_ROWS_PER_DAY",
  },
  requests: {
    unit: "HTTP request",
    counts: "HTTP requests with a user's token; their rate is that of frames",
    rate: null,
    perDayFirstWeek: "LIMIT_REQUESTS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_REQUESTS_PER_DAY",
  },
  sockets: {
    unit: "socket",
    counts: "sockets that a user's devices open",
    rate: { variable: "LIMIT_SOCKETS_PER_MINUTE", perMs: minute, burst: "LIMIT_SOCKETS_BURST" },
    perDayFirstWeek: "LIMIT_SOCKETS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_SOCKETS_PER_DAY",
  },
  refreshes: {
    unit: "refresh",
    counts: "tokens that a user's devices refresh",
    rate: { variable: "LIMIT_REFRESHES_PER_MINUTE", perMs: minute, burst: "LIMIT_REFRESHES_BURST" },
    perDayFirstWeek: "LIMIT_REFRESHES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_REFRESHES_PER_DAY",
  },
  strangers: {
    unit: "conversation",
    counts: "direct conversations that a user begins with somebody for the first time, and friend requests",
    rate: null,
    perDayFirstWeek: "LIMIT_STRANGERS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_STRANGERS_PER_DAY",
  },
  people: {
    unit: "person",
    counts: "people whom a user puts into groups, those of a new group included",
    rate: null,
    perDayFirstWeek: "LIMIT_PEOPLE_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_PEOPLE_PER_DAY",
  },
  lookups: {
    unit: "miss",
    counts: "users whom a user names and who do not exist",
    rate: { variable: "LIMIT_LOOKUPS_PER_HOUR", perMs: hour, burst: "LIMIT_LOOKUPS_BURST" },
    perDayFirstWeek: "LIMIT_LOOKUPS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_LOOKUPS_PER_DAY",
  },
  searches: {
    unit: "search",
    counts: "searches for people by name",
    rate: { variable: "LIMIT_SEARCHES_PER_HOUR", perMs: hour, burst: "LIMIT_SEARCHES_BURST" },
    perDayFirstWeek: "LIMIT_SEARCHES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_SEARCHES_PER_DAY",
  },
  reports: {
    unit: "report",
    counts: "reports to the moderators; repeats too",
    rate: null,
    perDayFirstWeek: "LIMIT_REPORTS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_REPORTS_PER_DAY",
  },
  profile: {
    unit: "change",
    counts: "changes of a user's own profile: names, avatar, bio and status",
    rate: { variable: "LIMIT_PROFILE_CHANGES_PER_HOUR", perMs: hour, burst: "LIMIT_PROFILE_CHANGES_BURST" },
    perDayFirstWeek: "LIMIT_PROFILE_CHANGES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_PROFILE_CHANGES_PER_DAY",
  },
  uploads: {
    unit: "part",
    counts: "files that a user declares, parts, previews and avatars that they send, and files that they complete",
    rate: { variable: "LIMIT_UPLOADS_PER_MINUTE", perMs: minute, burst: "LIMIT_UPLOADS_BURST" },
    perDayFirstWeek: "LIMIT_UPLOADS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_UPLOADS_PER_DAY",
  },
  "uploaded-bytes": {
    unit: "byte",
    counts: "bytes of the parts, previews and avatars that a user sends, repeats too",
    rate: null,
    perDayFirstWeek: "LIMIT_UPLOADED_BYTES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_UPLOADED_BYTES_PER_DAY",
  },
  previews: {
    unit: "picture",
    counts: "pictures in a user's messages of which the server makes previews; beyond it they are shown without",
    rate: null,
    perDayFirstWeek: "LIMIT_PREVIEWS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_PREVIEWS_PER_DAY",
  },
  downloads: {
    unit: "fetch",
    counts: "files and previews that a user fetches, each range of one",
    rate: { variable: "LIMIT_DOWNLOADS_PER_MINUTE", perMs: minute, burst: "LIMIT_DOWNLOADS_BURST" },
    perDayFirstWeek: "LIMIT_DOWNLOADS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_DOWNLOADS_PER_DAY",
  },
  pushes: {
    unit: "push",
    counts:
      "notifications that are sent to a user's devices, repeats too, and subscriptions to them; beyond it nobody is told until the next day",
    rate: null,
    perDayFirstWeek: "LIMIT_PUSHES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_PUSHES_PER_DAY",
  },
  emails: {
    unit: "mail",
    counts: "mails to a user's address, and those that are to prove one",
    rate: null,
    perDayFirstWeek: "LIMIT_EMAILS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_EMAILS_PER_DAY",
  },
  changes: {
    unit: "change",
    counts: "changes of groups, creations included, of scheduled messages and of one's own privacy",
    rate: { variable: "LIMIT_CHANGES_PER_SECOND", perMs: second, burst: "LIMIT_CHANGES_BURST" },
    perDayFirstWeek: "LIMIT_CHANGES_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_CHANGES_PER_DAY",
  },
  presence: {
    unit: "person",
    counts:
      "people whose presence a user's devices begin to watch or ask for, and people who are told of a change of the user's own",
    rate: { variable: "LIMIT_PRESENCE_PER_SECOND", perMs: second, burst: "LIMIT_PRESENCE_BURST" },
    perDayFirstWeek: "LIMIT_PRESENCE_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_PRESENCE_PER_DAY",
  },
  settings: {
    unit: "change",
    counts: "changes of a user's own settings: of a conversation, drafts included, and of stars",
    rate: { variable: "LIMIT_SETTINGS_PER_SECOND", perMs: second, burst: "LIMIT_SETTINGS_BURST" },
    perDayFirstWeek: "LIMIT_SETTINGS_PER_DAY_FIRST_WEEK",
    perDay: "LIMIT_SETTINGS_PER_DAY",
  },
} as const satisfies Record<string, BudgetKind>;

export type BudgetName = keyof typeof budgetKinds;
export const budgetNames = Object.keys(budgetKinds) as readonly BudgetName[];

/** An account counts as new for so long. */
export const firstWeekMs = 7 * 86_400_000;
