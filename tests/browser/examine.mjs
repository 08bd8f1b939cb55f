// What must hold of every page.
import { readFileSync } from "node:fs";
import { AXE } from "./browser.mjs";

const axeSource = readFileSync(AXE, "utf8");
const WIDE_RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] };
// What another width can change; the others say the same at any.
const NARROW_RULES = { runOnly: { type: "rule", values: ["target-size", "color-contrast", "scrollable-region-focusable", "meta-viewport"] }, resultTypes: ["violations"] };

/** What axe-core finds, a line for each element. */
export async function faultsOf(page, isNarrow) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), isNarrow ? NARROW_RULES : WIDE_RULES);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

/** What a page must have whatever it says: a language, a title, one head, no order of its own for the keyboard. */
export function shapeOf(page) {
  return page.evaluate(() => {
    const told = [];
    if (document.documentElement.lang !== "en") told.push("no language");
    if (!document.title.trim()) told.push("no title");
    const heads = document.querySelectorAll("h1").length;
    if (heads !== 1) told.push(`${heads} heads of the first level`);
    if (document.querySelectorAll("main").length !== 1) told.push("not one main part");
    for (const element of document.querySelectorAll("[tabindex]")) if (element.tabIndex > 0) told.push(`an order of its own: ${element.outerHTML.slice(0, 80)}`);
    return told;
  });
}

/** The first stop of the keyboard passes over the head of the page; then every stop shows that it is one, where it can be
 * seen, one below the other. */
export async function stopsOf(page) {
  const isReadFirst = await page.locator(".govuk-error-summary, [data-module=govuk-notification-banner]").count();
  const hasHead = (await page.locator("body > header").count()) && !isReadFirst;
  await page.keyboard.press("Tab"); // from now on the browser shows the focus as the keyboard's
  const told = [];
  if (hasHead) {
    const first = await page.evaluate(() => document.activeElement.className);
    await page.keyboard.press("Enter");
    const where = await page.evaluate(() => document.activeElement.id);
    if (!/skip-link/.test(first) || where !== "main") told.push(`the first stop is "${first}" and leads to "${where}"`);
  }
  return [...told, ...(await page.evaluate(stopsInside))];
}

/* Runs in the page. */
function stopsInside() {
  const MOST = 60;
  const told = [];
  const can = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0;
  const stops = [...document.querySelectorAll(can)].filter((element) => isShown(element) && !element.closest(".map")).slice(0, MOST);
  const marks = (style) => `${style.boxShadow} ${style.outlineStyle} ${style.outlineWidth} ${style.backgroundColor} ${style.borderWidth}`;
  const lookOf = (element) => [marks(getComputedStyle(element)), element.labels?.[0] ? marks(getComputedStyle(element.labels[0], "::before")) : ""];
  let before = null;
  for (const element of stops) {
    document.activeElement.blur();
    const plain = lookOf(element);
    element.focus();
    const name = `${element.tagName} "${(element.labels?.[0] ?? element).textContent.trim().slice(0, 40)}"`;
    const [box = element.getBoundingClientRect()] = element.getClientRects(); // its first line
    if (lookOf(element).join() === plain.join()) told.push(`no mark of the focus: ${name}`);
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) told.push(`out of sight with the focus: ${name}`);
    const seen = document.elementFromPoint(Math.max(1, box.left) + Math.min(box.width, 20) / 2, Math.min(Math.max(box.top, 0) + Math.min(box.height, 20) / 2, innerHeight - 1));
    if (seen && !element.contains(seen) && !seen.contains(element) && !element.labels?.[0]?.contains(seen)) told.push(`covered by ${seen.tagName}.${seen.className}: ${name}`);
    const top = box.top + scrollY;
    if (before !== null && top + box.height < before - 4) told.push(`comes after what stands below it: ${name}`);
    before = top;
  }
  return told;
}

/** What stands on a page to be read, line by line: its title, its text without what `except` selects, and what only those hear
 * who do not see it. */
export function linesOf(page, body, except) {
  return page.evaluate(({ html, selector }) => {
    const read = new DOMParser().parseFromString(html, "text/html");
    for (const element of read.querySelectorAll(`script, style, ${selector}`)) element.remove();
    const ENDS = "p, li, dt, dd, td, th, h1, h2, h3, legend, label, caption, option, button, summary, div, br, tr, a.beside";
    for (const element of read.querySelectorAll(ENDS)) element.append("\n");
    const heard = [...read.querySelectorAll("[alt], [aria-label], [placeholder], [title]")].flatMap((element) =>
      ["alt", "aria-label", "placeholder", "title"].map((name) => element.getAttribute(name) ?? ""));
    return [read.title, ...read.body.textContent.split("\n"), ...heard].map((line) => line.trim()).filter(Boolean);
  }, { html: body, selector: except });
}

/** What reaches over the right edge at this width: the page itself, or text inside it that is cut or covered. Tables may
 * scroll in a box of their own, and maps are pictures. */
export function sidewaysOf(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const told = [];
    if (document.documentElement.scrollWidth > width) told.push(`the page is ${document.documentElement.scrollWidth} wide on ${width}`);
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest(".map, .scrolls, [class*=visually-hidden], .hidden, .govuk-skip-link, .map-skip, svg")) continue;
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > width + 1) told.push(`${element.tagName} "${element.textContent.trim().slice(0, 60)}" ends at ${Math.round(box.right)}`);
    }
    return told;
  });
}

/** Collects what the browser complains of on a page: the policy broken, scripts that fail, dialogs. */
export function listen(page, complaints) {
  page.on("console", (message) => {
    const missing = /status of (400|404|409|412|429)/.test(message.text()) && message.location().url.split("#")[0] === page.url().split("#")[0];
    if (["error", "warning"].includes(message.type()) && !missing) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
  page.on("dialog", (dialog) => {
    complaints.push(`${page.url()}: a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.isNavigationRequest() && new URL(request.url()).origin !== new URL(page.url()).origin && !/^data:/.test(request.url()))
      complaints.push(`${page.url()}: asks another host: ${request.url()}`);
  });
}
