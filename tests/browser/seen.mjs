// Every page that the browser was shown, in whatever journey, kept to be examined: as it came, with its address and status.

const isPage = (response) => /^text\/html/.test(response.headers()["content-type"] ?? "") && (response.status() < 300 || response.status() > 399);
const isWhole = (body) => /^\s*<!doctype html/i.test(body);

const LONGEST_MS = 30_000; // where another page came in between, a body may never come

/* The text of an answer, or null. */
function bodyOf(response) {
  const never = new Promise((resolve) => setTimeout(resolve, LONGEST_MS, null).unref());
  return Promise.race([response.text().catch(() => null), never]);
}

async function keep(seen, response) {
  const kept = {
    url: response.url(), status: response.status(), method: response.request().method(),
    policy: response.headers()["content-security-policy"],
  };
  const body = await bodyOf(response);
  if (body === null) seen.unread.push(kept.url);
  else if (isWhole(body)) seen.pages.push({ ...kept, body });
}

/** `settle()` gives pages, the paths that were asked for with GET, and files {name, text}; `unread`: pages that another
 * replaced before they were read. */
export function openSeen() {
  const seen = { pages: [], paths: new Set(), files: [], unread: [] };
  const waiting = [];
  return {
    watch(page) {
      page.on("request", (request) => request.method() === "GET" && seen.paths.add(new URL(request.url()).pathname));
      page.on("response", (response) => isPage(response) && waiting.push(keep(seen, response)));
    },
    /** A file, or what came by another way than a page of the browser. */
    addFile(url, text) {
      seen.paths.add(new URL(url).pathname);
      seen.files.push({ name: decodeURIComponent(new URL(url).pathname), text });
    },
    async settle() {
      await Promise.all(waiting);
      return seen;
    },
  };
}
