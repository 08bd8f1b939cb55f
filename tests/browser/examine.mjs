// What must hold of every page.
import { readFileSync } from "node:fs";
import { AXE } from "./browser.mjs";

// The left column of the table of words, as far as a search can tell them from ordinary English.
const INSIDE_WORDS = /\b(hubs?|home-metres|gaps?|bounds?|bands?|infeasible|weights?|weighted|units?|allocat(e|es|ed|ion|ions))\b/i;
const axeSource = readFileSync(AXE, "utf8");

/** What axe-core finds, a line for each element. */
export async function faultsOf(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

/** The words that people read here and never should. */
export async function insideWordsOf(page) {
  const read = await page.evaluate(() => [document.title, document.body.innerText,
    ...[...document.querySelectorAll("[alt], [aria-label], [placeholder], [title]")].flatMap((element) =>
      ["alt", "aria-label", "placeholder", "title"].map((name) => element.getAttribute(name) ?? ""))].join("\n"));
  return read.split("\n").filter((line) => INSIDE_WORDS.test(line));
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
    const missing = /status of (400|404|409|412|429)/.test(message.text()) && message.location().url === page.url();
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
