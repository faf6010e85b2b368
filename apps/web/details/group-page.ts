// The pages of a group's details.
export type GroupPage = "overview" | "members" | "add" | "links" | "requests" | "bans" | "announcements" | "settings";
