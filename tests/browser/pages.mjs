// Every page that links lead to, by the table of addresses: a few of each kind, looked at wide and narrow.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf, insideWordsOf, sidewaysOf } from "./examine.mjs";
import { note, ok } from "./tap.mjs";

const MOST_OF_A_KIND = 2;
const WIDE = { width: 1000, height: 800 };
const NARROW = { width: 320, height: 256 }; // 320 pixels; and 1280 by 1024 at 400 %

/** The addresses of docs/api.md that are asked for with GET, as patterns. */
function readKinds() {
  const table = readFileSync(join(process.env.SRCDIR, "docs/api.md"), "utf8");
  return [...table.matchAll(/^\| GET \| `([^`]+)`/gm)].map(([, pattern]) => ({
    pattern, fits: new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/:[a-z_]+/g, "[^/]+")}$`), n: 0,
  }));
}

const linksOf = (page) => page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));

async function photograph(page, name) {
  if (!process.env.PICTURES) return;
  mkdirSync(process.env.PICTURES, { recursive: true });
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true });
}

async function examinePage(page, url, whose) {
  const path = decodeURIComponent(new URL(url).pathname + new URL(url).search);
  const name = path.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "home";
  await page.waitForFunction(() => !document.querySelector("[data-map]:not([data-drawn])"));
  const faults = await faultsOf(page);
  ok(faults.length === 0, `${path}: axe-core finds nothing`, faults);
  const words = await insideWordsOf(page);
  ok(words.length === 0, `${path}: no word of the inside`, words);
  await photograph(page, `${whose}-${name}-wide`);
  await page.setViewportSize(NARROW);
  const wide = await sidewaysOf(page);
  ok(wide.length === 0, `${path}: 320 pixels, or 400 %, without scrolling sideways`, wide.slice(0, 8));
  await photograph(page, `${whose}-${name}-narrow`);
  await page.setViewportSize(WIDE);
}

/** Follow links from `starts`; kinds that were never reached are told. */
export async function everyPage(page, town, starts, whose) {
  const kinds = readKinds();
  const waiting = starts.map((path) => town.address + path);
  const seen = new Set(waiting);
  while (waiting.length) {
    const url = waiting.shift();
    const kind = kinds.find(({ fits }) => fits.test(new URL(url).pathname));
    if (kind && kind.n++ >= MOST_OF_A_KIND && !starts.includes(url.slice(town.address.length))) continue;
    const { headers } = await page.context().request.head(url).then((answer) => ({ headers: answer.headers() }));
    if (!/^text\/html/.test(headers["content-type"] ?? "") || headers["content-disposition"]) continue;
    await page.goto(url);
    await examinePage(page, url, whose);
    for (const link of await linksOf(page)) {
      const next = link.split("#")[0];
      if (next.startsWith(town.address) && !seen.has(next)) waiting.push(next) && seen.add(next);
    }
  }
  const missed = kinds.filter(({ n }) => n === 0).map(({ pattern }) => pattern);
  note(`${seen.size} addresses seen by ${whose}; no link leads them to ${missed.join(", ") || "nothing else"}`);
}
