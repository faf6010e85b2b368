// Scrolls the messages by a key that was pressed elsewhere, as far as the key would if they had the focus.

const shareOfPage = 0.875;

export function scrollByKey(log: Element | null, key: string): void {
  if (log === null) return;
  const page = shareOfPage * log.clientHeight;
  if (key === "Home") log.scrollTo({ top: 0 });
  else if (key === "End") log.scrollTo({ top: log.scrollHeight });
  else log.scrollBy({ top: key === "PageUp" ? -page : page });
}
