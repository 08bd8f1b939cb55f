// How long the editor takes in a browser, on a planning file of one's own: node speed.mjs FILE [PLAN]. A copy is worked on.
// Printed, not judged: what a machine does beside it is not ours.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { mouse } from "./hands.mjs";
import { firstSignIn } from "./journeys.mjs";
import { startServer, stopServer, toolsFor } from "./town.mjs";

const TIMES = 15;

function tell(what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(0);
  console.log(`${what}: ${at(0.5)} ms in the middle, ${at(0.9)} ms at the 90th of 100, ${at(1)} ms at most (${sorted.length} times)`);
}

const drawn = (page) => page.locator("#editor-map[data-drawn=yes]").waitFor();

/** From the load of the page, as the browser counts, to the picture that has all patches in it. */
async function timeLoad(page, address) {
  await page.goto(address);
  await drawn(page);
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    return window.performance.getEntriesByName("editor-drawn")[0].startTime - window.performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
  });
}

/** From a click on the n-th block of the table to the picture with its effect. */
function timeEffect(page, n) {
  return page.evaluate(async (ix) => {
    const boxes = [...document.querySelectorAll("#editor-form fieldset input[name=unit]:enabled")];
    const place = document.getElementById("effect-place");
    const before = performance.now();
    const shown = new Promise((resolve) => new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    }).observe(place, { childList: true }));
    boxes[ix % boxes.length].click();
    return (await shown) - before;
  }, n);
}

/** From the press of a button to the picture of the page that says it is done. */
function timeChange(page, selector) {
  return page.evaluate(async (wanted) => {
    const before = performance.now();
    const shown = new Promise((resolve) => new MutationObserver((_, observer) => {
      if (!document.querySelector("#editor-top .govuk-notification-banner")) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    }).observe(document.getElementById("editor-top"), { childList: true }));
    document.querySelector(wanted).click();
    return (await shown) - before;
  }, selector);
}

async function times(n, measure) {
  const all = [];
  for (let i = 0; i < n; i++) all.push(await measure(i));
  return all;
}

async function measureEditor(page, address) {
  tell("all patches drawn after the page was there", await times(TIMES, () => timeLoad(page, address)));
  const shapes = await page.locator("#map path").count();
  tell("effect after one more is ticked", await times(TIMES, (i) => timeEffect(page, i)));
  const applied = [], undone = [];
  for (let i = 0; i < TIMES; i++) {
    await page.goto(address);
    await drawn(page);
    await timeEffect(page, i);
    if (!(await page.locator("#effect button").count())) continue; // nothing that could be done with it
    applied.push(await timeChange(page, "#effect button"));
    undone.push(await timeChange(page, "button[value=undo]"));
  }
  tell("applied, the page in its new state", applied);
  tell("undone", undone);
  console.log(`${shapes} shapes on the map`);
}

const [source, plan] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "patchplan-speed-"));
const db = join(folder, "speed.db");
copyFileSync(source, db);
const tools = toolsFor(db);
const served = await startServer(db, "--web", join(process.env.BUILDDIR, "web"));
const browser = await launch();
try {
  const page = await browser.visitor({ viewport: { width: 1280, height: 900 } });
  await firstSignIn(page, mouse(page), served, "speed", tools.addUser("speed", "area-manager"));
  const draft = plan ?? tools.sql("SELECT name FROM plan WHERE state = 'draft' ORDER BY plan_id DESC LIMIT 1");
  const patch = tools.sql(`SELECT p.name FROM plan_patch p JOIN plan USING (plan_id) WHERE plan.name = '${draft}' LIMIT 1`);
  await measureEditor(page, `${served.address}/plan/${encodeURIComponent(draft)}/patch/${encodeURIComponent(patch)}`);
} finally {
  await browser.close();
  await stopServer(served);
  rmSync(folder, { recursive: true, force: true });
}
