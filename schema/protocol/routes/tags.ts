// How the OpenAPI document groups the routes.
export const tags = {
  accounts: "Register, sign in, refresh, sign out.",
  devices: "The devices of a user.",
  users: "Other people.",
  conversations: "The inbox.",
  messages: "The log of a conversation.",
  groups:
    "Groups. A group is a conversation too, under the same id: what is said of messages and of the inbox holds for it.",
  members: "Who is in a group.",
  joining: "Ways into a group, and who is kept out.",
  socket: "The WebSocket; its frames are in the AsyncAPI document.",
  admin: "For operators, who hold the deployment's secret `ADMIN_TOKEN`.",
  service: "The service itself.",
} as const;
export type Tag = keyof typeof tags;
