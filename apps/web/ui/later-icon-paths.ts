// The lines of the icons that no start shows, in a file that nothing waits for.

export const laterIconPaths = {
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.6v.6M15 9.6v.6",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  thread: "M4.5 4.5h11M4.5 9h7M8 13v3.5a2 2 0 0 0 2 2h10M16.5 15l3.5 3.5-3.5 3.5",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.7l12.6 12.6",
  crown: "M4 8l4 4 4-6.5L16 12l4-4-1.5 10.5h-13z",
  home: "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5h4v5",
  contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 9h8.4M12 15h8.4",
  keyboard: "M3 6.5h18v11H3zM7 10.2h.01M10.4 10.2h.01M13.7 10.2h.01M17 10.2h.01M8 14h8",
  flame: "M12 3c.8 3.6 5 5.7 5 10.2a5 5 0 0 1-10 0c0-1.9.9-3.3 2-4.4.2 1.5.8 2.5 1.8 3.1C11 8.9 11 6 12 3z",
  pushpin: "M9 4h6l-.7 6 3.2 3.5h-11L9.7 10zM12 13.5v7",
  select: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.3l2.8 2.8L16 9.5",
  minus: "M5 12h14",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z",
  mic: "M12 3.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V6A2.5 2.5 0 0 0 12 3.5zM6 11a6 6 0 0 0 12 0M12 17v3.5",
  play: "M8 5l11 7-11 7z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  download: "M12 4v11M7 10.5l5 5 5-5M5 19.5h14",
  flag: "M6 21V4h12l-3 4.5 3 4.5H6",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
} as const;
