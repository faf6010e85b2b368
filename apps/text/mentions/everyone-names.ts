// What stands after the @ of a mention of all members, in every language of the clients: the writer's may differ from the
// reader's.

export const everyoneNames = ["all", "所有人"] as const;
