// Every page that was seen, shown once more as it was and held against what must hold of every page. Pages of one kind that
// are made of the same parts are looked at once.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf, linesOf, shapeOf, sidewaysOf, stopsOf } from "./examine.mjs";
import { note, ok } from "./tap.mjs";
import { insideWords, machineWords } from "./words.mjs";

const WIDE = { width: 1280, height: 1024 };
const NARROW = { width: 320, height: 256 }; // 320 pixels; and 1280 by 1024 at 400 %

/** The addresses of docs/api.md that are asked for with GET, as patterns. */
export function readKinds() {
  const table = readFileSync(join(process.env.SRCDIR, "docs/api.md"), "utf8");
  return [...table.matchAll(/^\| (GET|POST) \| `([^`]+)`/gm)].map(([, method, pattern]) => ({
    method, pattern, fits: new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/:[a-z_]+/g, "[^/]+")}$`),
  }));
}

const pathOf = (url) => decodeURIComponent(new URL(url).pathname + new URL(url).search);

/* What a page is made of: elements with their classes, and names of fields. */
function partsOf(body) {
  const main = body.slice(body.indexOf("<main"));
  const parts = [...main.matchAll(/<([a-z]\w*)(?:[^>]*?\sclass="([^"]*)")?(?:[^>]*?\sname="([^"]*)")?/g)];
  return [...new Set(parts.map(([, tag, classes, name]) => `${tag} ${classes ?? ""} ${name ?? ""}`))].sort().join("\n");
}

/** Pages as {name, url, status, body, ...}, one of each kind and make; `kind` is the address in the table. */
export function chooseKept(pages) {
  const kinds = readKinds();
  const chosen = new Map();
  for (const page of pages) {
    const { pathname } = new URL(page.url);
    const kind = kinds.find(({ method, fits }) => method === page.method && fits.test(pathname))?.pattern ?? "nowhere";
    const key = `${kind} ${page.status} ${page.body.includes("/vendor/")} ${partsOf(page.body)}`;
    if (!chosen.has(key)) chosen.set(key, { ...page, kind });
  }
  return [...chosen.values()];
}

async function photograph(page, name) {
  if (!process.env.PICTURES) return;
  mkdirSync(process.env.PICTURES, { recursive: true });
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true });
}

async function show(page, kept) {
  await page.route("**/*", (route) => {
    const request = route.request();
    if (/\/events$/.test(request.url())) return route.abort(); // work that has long ended would load the page again
    if (!request.isNavigationRequest()) return route.continue();
    return route.fulfill({ status: kept.status, contentType: "text/html; charset=utf-8", headers: { "Content-Security-Policy": kept.policy ?? "" }, body: kept.body });
  });
  await page.goto(kept.url);
  await page.waitForFunction(() => !document.querySelector("[data-map]:not([data-drawn]), #editor-map:not([data-drawn]), #compare-map:not([data-drawn])"));
}

const twoFrames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function examineKept(page, kept, nth) {
  const name = `${kept.kind} ${kept.method === "GET" ? "" : "after a form "}(${pathOf(kept.url)}, ${kept.status})`;
  const file = `${String(nth).padStart(3, "0")}-${(pathOf(kept.url) + (kept.method === "GET" ? "" : "-post")).replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "home"}-${kept.status}`;
  await page.setViewportSize(WIDE);
  await show(page, kept);
  const told = [...(await shapeOf(page)), ...(await faultsOf(page, false))];
  await photograph(page, `${file}-wide`);
  await page.setViewportSize(NARROW);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await twoFrames(page);
  told.push(...(await faultsOf(page, true)), ...(await sidewaysOf(page)));
  await photograph(page, `${file}-narrow`);
  told.push(...(await stopsOf(page)));
  ok(told.length === 0, `${name}: axe-core, 320 pixels or 400 %, stops of the keyboard`, told.slice(0, 12));
}

/** `pages`: by chooseKept(); each is shown at its own server, with the session of `visitorOf(url)`. */
export async function examineAll(pages, visitorOf) {
  const byServer = new Map();
  for (const [nth, kept] of pages.entries()) {
    const { origin } = new URL(kept.url);
    byServer.set(origin, [...(byServer.get(origin) ?? []), { kept, nth }]);
  }
  await Promise.all([...byServer].map(async ([origin, all]) => {
    const page = await visitorOf(origin);
    for (const { kept, nth } of all) {
      await page.unrouteAll();
      await examineKept(page, kept, nth).catch((error) => ok(false, `${pathOf(kept.url)} can be shown again`, error.stack));
    }
  }));
}

// Columns as the files call them, where they are listed and where they are chosen from, and what stands in a file.
const COLUMNS = "code, select[name=field], label[for^=field-], [aria-label='The first rows'] td";

/** No page that was seen, and no file, holds words that nobody should read. */
export async function readAll(page, { pages, files }) {
  const told = new Map();
  const tell = (where, lines) => lines.forEach((line) => told.set(line, where));
  for (const kept of new Map(pages.map((one) => [one.body, one])).values()) {
    const path = pathOf(kept.url);
    const lines = await linesOf(page, kept.body, COLUMNS);
    tell(path, [...insideWords(lines), ...machineWords(lines)]);
  }
  for (const { name, text } of files) tell(name, [...insideWords(text), ...(/\.csv$/.test(name) ? [] : machineWords(text))]); // other programs read heads of tables
  ok(told.size === 0, `${pages.length} pages and ${files.length} files hold no word of the inside or of machines`, [...told].map(([line, where]) => `${where}: ${line}`).slice(0, 60));
}

/** A title tells one page from the others: no two kinds of page share one. */
export function compareTitles(pages) {
  const kinds = new Map();
  for (const { kind, body, status, method } of pages) {
    const title = body.match(/<title>([^<]*)/)?.[1];
    if (status === 200 && method === "GET" && !/^Error: /.test(title)) kinds.set(title, (kinds.get(title) ?? new Set()).add(kind));
  }
  const shared = [...kinds].filter(([, which]) => which.size > 1).map(([title, which]) => `"${title}": ${[...which].join(", ")}`);
  ok(shared.length === 0, "no two kinds of page share a title", shared);
}

/** Every address of the table that is asked for with GET was opened. */
export function compareWithTable({ paths }) {
  const missed = readKinds().filter(({ method, fits }) => method === "GET" && ![...paths].some((path) => fits.test(path)));
  ok(missed.length === 0, "every address of docs/api.md was opened", missed.map(({ pattern }) => pattern));
  note(`${paths.size} addresses were opened`);
}
