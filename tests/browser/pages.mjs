// Every page that links lead to, by the table of addresses: a few of each kind are opened, files are read.
import { readFile } from "./files.mjs";
import { readKinds } from "./kept.mjs";
import { note, ok } from "./tap.mjs";

const MOST_OF_A_KIND = 2;
const linksOf = (page) => page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));

/* Opens a page, or reads a file; the links of the page. */
async function open(page, town, url) {
  const { headers, status } = await page.context().request.head(url).then((answer) => ({ headers: answer.headers(), status: answer.status() }));
  if (!/^text\/html/.test(headers["content-type"] ?? "") || headers["content-disposition"]) {
    const file = await readFile(page, town, url);
    if (file.status !== 200) ok(false, `${url} can be fetched`, file.status);
    return [];
  }
  if (status === 403) ok(false, `a link leads to what is refused: ${url}`);
  await page.goto(url);
  await page.waitForFunction(() => !document.querySelector("[data-map]:not([data-drawn])"));
  return linksOf(page);
}

/** Follow links from `starts`, as whoever is signed in there. */
export async function everyPage(page, town, starts, whose) {
  const kinds = readKinds().filter(({ method }) => method === "GET").map((kind) => ({ ...kind, n: 0 }));
  const waiting = starts.map((path) => town.address + path);
  const seen = new Set(waiting);
  while (waiting.length) {
    const url = waiting.shift();
    const kind = kinds.find(({ fits }) => fits.test(new URL(url).pathname));
    if (kind && kind.n++ >= MOST_OF_A_KIND && !starts.includes(url.slice(town.address.length))) continue;
    for (const link of await open(page, town, url)) {
      const next = link.split("#")[0];
      if (next.startsWith(town.address) && !seen.has(next)) waiting.push(next) && seen.add(next);
    }
  }
  ok(kinds.some(({ n }) => n > 0), `${seen.size} addresses seen by ${whose}`);
  note(`no link leads ${whose} to ${kinds.filter(({ n }) => n === 0).map(({ pattern }) => pattern).join(", ") || "nothing"}`);
}
