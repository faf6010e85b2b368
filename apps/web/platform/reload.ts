// Loads the page anew, if the server answers: without a service worker nothing would be left of a page that is reloaded
// without a network.

/** @throws TypeError if the server does not answer: the page stays as it is */
export async function reloadPage(): Promise<void> {
  await fetch("/", { method: "HEAD", cache: "no-store" });
  location.reload();
}
