// The lines of the icons that a start shows: 24 units, one line width. The others are in `later-icon-paths.ts`.
import type { laterIconPaths } from "./later-icon-paths.ts";

export const iconPaths = {
  back: "M15 5l-7 7 7 7",
  chats: "M5 4.5h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H5a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1z",
  close: "M6 6l12 12M18 6L6 18",
  compose: "M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2L20.5 20.5",
  send: "M5 12h13M12 5.5L18.5 12 12 18.5",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  forward: "M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 7",
  copy: "M9 9h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-9M15 5V5a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.1",
  down: "M12 5v13M6 12.5l6 6 6-6",
  chevron: "M9 5.5l6.5 6.5L9 18.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c1-3.6 3.8-5.5 7.5-5.5s6.5 1.9 7.5 5.5",
  people:
    "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.5c.8-3.2 3.2-5 6.5-5s5.7 1.8 6.5 5M16 5a3.2 3.2 0 0 1 0 6.2M17.5 14.8c2.1.6 3.5 2.2 4 4.7",
  add: "M12 5v14M5 12h14",
  link: "M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1.5 1.5M14 10a4.5 4.5 0 0 0-6.4 0l-3 3A4.5 4.5 0 0 0 11 19.4l1.5-1.5",
  settings: "M4 7h9M17 7h3M15 4.7v4.6M4 17h3M11 17h9M9 14.7v4.6",
  devices:
    "M4 5h12a1 1 0 0 1 1 1v3M3 16h9M5 16V6M15 12h5a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z",
  exit: "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M9.5 12H20M16 7.5l4.5 4.5-4.5 4.5",
  megaphone: "M4 10v4h3l9 5V5L7 10H4zM19 9.5c1.3 1.4 1.3 3.6 0 5",
  trash: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13",
  retry: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4v5.3h-5.3",
  shield: "M12 3.5l7 2.5v5.5c0 4.3-2.8 7.3-7 9-4.2-1.7-7-4.7-7-9V6z",
  mute: "M4 10v4h3l5 4V6l-5 4H4zM16 9.5l5 5M21 9.5l-5 5",
  archive: "M3.5 5h17v4h-17zM5 9v10h14V9M10 13h4",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
  bellOff: "M6 16.5V11a6 6 0 0 1 1.2-3.6M10 5.3a6 6 0 0 1 8 5.7v3M4.5 18h12.3M10 20.5h4M4 4l16 16",
  thumbtack: "M9 4h6M10 4v6l-3.5 4h11L14 10V4M12 14v6.5",
  unread: "M4.5 6.5h9M4.5 6.5v11h15v-6M4.5 7l7.5 6 2-1.6M18.5 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  inbox: "M4 13l2.5-8h11L20 13v6H4zM4 13h4.5a3.5 3.5 0 0 0 7 0H20",
  at: "M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM15.5 8.5V13a2.5 2.5 0 0 0 5 0v-1a8.5 8.5 0 1 0-3.5 6.9",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.3l3.5 2",
  offline:
    "M4 4l16 16M8.2 14.2a6 6 0 0 1 7.6 0M5 10.8a10.5 10.5 0 0 1 3.5-2.3M12.5 7.5a10.5 10.5 0 0 1 6.5 3.3M12 18.5h.01",
  window: "M9 5H5v14h14v-4M13 4h7v7M20 4l-9 9",
  pin: "M12 3a6.5 6.5 0 0 0-6.5 6.5c0 4.6 6.5 11.5 6.5 11.5s6.5-6.9 6.5-11.5A6.5 6.5 0 0 0 12 3zM12 7.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
  star: "M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17l-5.3 3 1.1-6L3.4 9.8l6-.8z",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M9 8.6v.8",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
} as const;

export type IconName = keyof typeof iconPaths | keyof typeof laterIconPaths;
