// Finds where a host ends in a text: of letters of any script, or numbers of the internet. Pure.

/** What is invisible is of no host. */
const hostName =
  /(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}_-])+(?:\.(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}_-])+)*/uy;
const ipv6 = /\[[0-9a-f:.]+\]/iy;
/** Scripts that put no spaces between words, and Hangul, whose words take endings: a word may follow a host at once. */
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}]/u;
/** The last labels of hosts in these scripts that are widely used. Source: IANA, root zone. */
const unspacedTop =
  /^(?:中国|中國|香港|台湾|台灣|新加坡|公司|网络|網絡|网址|网站|网店|在线|中文网|集团|政务|商城|商店|手机|信息|みんな|コム|한국|닷컴|닷넷|ไทย|ລາວ)/u;
/** All other last labels are of one script, so that what follows in another is a word beside the host. */
const latinTop = /^[\p{Script=Latin}\p{M}\p{N}-]+/u;

/** @returns the position after the host that begins at this position; that position if none does */
export function hostEnd(text: string, from: number): number {
  ipv6.lastIndex = from;
  if (ipv6.test(text)) return ipv6.lastIndex;
  hostName.lastIndex = from;
  const [host = ""] = hostName.exec(text) ?? [];
  // The next link begins without a space.
  const own = text.startsWith("://", from + host.length) ? host.replace(/https?$/i, "") : host;
  return from + withoutWords(own).replace(/[-_.]+$/, "").length;
}

/** Without the words that stand beside the host and are not of it, in `example.com你好` and `例子.中国你好`. */
function withoutWords(host: string): string {
  const at = host.lastIndexOf(".") + 1;
  const last = host.slice(at);
  if (unspaced.test(last)) {
    const top = unspacedTop.exec(last);
    if (top !== null) return host.slice(0, at + top[0].length);
    // `example.com.你好`
    return /[^.]\.[a-z]{2,}\.$/i.test(host.slice(0, at)) ? host.slice(0, at - 1) : host;
  }
  return host.slice(0, at + (latinTop.exec(last)?.[0].length ?? last.length));
}
