// What must be said beside the label of a link: where it leads, if the label looks like an address and that is another. Pure.
import { nextLink } from "./link-at.ts";
import { isItself } from "./plain-link.ts";
import { shownHost } from "./shown-host.ts";

/** Dots that browsers read as one, or that look like one. */
const dots = /[。．｡․﹒‧ꓸ]/g;
const unseen = /\p{Default_Ignorable_Code_Point}/gu;
/** What looks like an address: with a scheme, or with a host alone. */
const address =
  /[a-z][a-z0-9+.-]*:\/\/\S+|(?:[^\s/?#@:]*@)?(?:[\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}][\p{L}\p{M}\p{N}-]+(?::\d+)?(?:[/?#]\S*)?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])\S*/giu;
/** Names of files whose ends are of no host. `paypal.com.html` looks like a host nevertheless. */
const file =
  /^(?![^/@:]*\.(?:com|org|net|[a-z]{2})\.)[^/@:]+\.(?:js|jsx|tsx?|mjs|cjs|json|html?|css|txt|csv|pdf|png|jpe?g|gif|svg|webp|docx?|xlsx?|pptx?|exe|dmg|apk|cpp|hpp|java|kt|go|yml|yaml|toml|xml|log|tgz|gz|mp3|mp4)$/i;

/** Of a longer label nobody reads an address, and looking for some would take long. */
const longestLabel = 1_000;

/**
 * @param href the full address to which the link leads
 * @param label the text of the link, without marks
 * @returns the host, or the address of e-mail, to which it leads; null if the label deceives nobody
 */
export function linkShown(href: string, label: string): string | null {
  const target = new URL(href);
  if (label.length > longestLabel) return placeOf(target);
  const seen = label.replaceAll(dots, ".").replaceAll(unseen, "").normalize("NFKC");
  const addresses = seen.match(address) ?? [];
  const isHonest = isItself(href, label) || addresses.every((looks) => leadsThere(looks, target));
  const place = placeOf(target);
  return isHonest && (addresses.length === 0 || !isDisguised(seen, target, place)) ? null : place;
}

/** Where an address leads, as people read it: a host with its port, or an address of e-mail. */
function placeOf({ protocol, pathname, hostname, port }: URL): string {
  if (protocol !== "mailto:") return shownHost(hostname) + (port === "" ? "" : `:${port}`);
  const [local = "", host = ""] = pathname.split(/@(?=[^@]*$)/);
  return `${safelyDecoded(local)}@${shownHost(host)}`;
}

function leadsThere(looks: string, target: URL): boolean {
  if (file.test(looks)) return true;
  const found = nextLink(looks)?.href ?? (URL.canParse(`http://${looks}`) ? `http://${looks}` : null);
  if (found === null) return true;
  const named = new URL(found);
  // Others may get a copy of it.
  if (/[?&](?:to|cc|bcc)=/i.test(target.search)) return false;
  if (target.protocol === "mailto:" || named.protocol === "mailto:")
    return named.protocol === target.protocol && named.pathname.toLowerCase() === target.pathname.toLowerCase();
  if (bareHost(named) !== bareHost(target)) return false;
  // A shortened address is no other one.
  const path = pathOf(named).replace(/(?:\/|%E2%80%A6|\.\.\.)$/, "");
  return pathOf(target).startsWith(path);
}

const bareHost = ({ hostname, port }: URL): string => `${hostname.replace(/^www\./, "").replace(/\.$/, "")}:${port}`;
const pathOf = ({ pathname, search, hash }: URL): string => pathname + search + hash;

/** Whether the host is another than the letters or the number of the label seem to be, though they lead there. */
const isDisguised = (seen: string, { hostname }: URL, place: string): boolean =>
  /(?:^|[@.])xn--/.test(place) || /^\d+(?:\.\d+){3}$/.test(hostname) ? !seen.toLowerCase().includes(place) : false;

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
