// Usernames that nobody may register: who had one could speak in the service's name. Pure.

/** Of all users whose account is deleted, for clients that know no others than those with a username. */
export const deletedUsername = "deleted_account";

/** What people take for the service itself, its staff or a part of the machine. */
const reserved = [
  ...["admin", "admins", "administrator", "root", "superuser", "sysadmin", "system", "operator", "moderator"],
  ...[
    "support",
    "help",
    "helpdesk",
    "service",
    "staff",
    "official",
    "security",
    "abuse",
    "privacy",
    "legal",
    "billing",
  ],
  ...[
    "klatch",
    "klatchadmin",
    "klatchbot",
    "klatchhelp",
    "klatchofficial",
    "klatchsecurity",
    "klatchsupport",
    "klatchteam",
  ],
  ...["postmaster", "hostmaster", "webmaster", "noreply", "mailerdaemon", "all", "everyone", "everybody", "anonymous"],
  deletedUsername,
];

/** Characters that are read as others. `l`, `I` and `1` are one, `0` and `o` too. */
const readAs: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  i: "l",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "b",
  "7": "t",
  "8": "b",
  "9": "g",
};

/** What a username is read as: without regard to case, separators, digits for letters, and `rn` for `m`. */
const lookOf = (username: string): string =>
  username
    .toLowerCase()
    .replaceAll("_", "")
    .replaceAll(/[0-9i]/g, (char) => readAs[char] ?? char)
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");

const looks = new Set(reserved.map(lookOf));

/** Also true for a username that has nothing but separators. */
export function isReservedUsername(username: string): boolean {
  const look = lookOf(username);
  return look === "" || looks.has(look);
}
