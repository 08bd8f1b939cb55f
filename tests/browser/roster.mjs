// What team leaders and officers come for, by one hand.
import { readFile } from "./files.mjs";
import { firstSignIn, reads, text, theResult } from "./journeys.mjs";
import { ok } from "./tap.mjs";

const TEAM = "Eastfield";
const VIEWS = ["Rota", "Drop-ins", "Who stands in", "Visits", "Caseloads", "Hours", "Measures"];

/** Somebody is away: what it would do, doing it, there after all. */
async function away(page, hand, town, nth) {
  await page.goto(`${town.address}/staff`);
  await hand.follow(/^Somebody is away/);
  const officer = town.sql(`SELECT DISTINCT o.name FROM plan_lead JOIN officer o USING (officer_id) JOIN team t USING (team_id)
    WHERE t.name = '${TEAM}' AND o.name <> '' ORDER BY 1 LIMIT 1 OFFSET ${nth}`);
  await hand.choose("Who is away", `${officer} (${TEAM})`);
  await hand.type("From", `${12 + nth}/1/2027`);
  await hand.press("Show what it would do");
  ok(await reads(page, "What it would do"), `what it would do that ${officer} is away is shown first`);
  const count = () => Number(town.sql("SELECT count(*) FROM leave"));
  const before = count();
  await hand.choose("Who is away", `${officer} (${TEAM})`);
  await hand.press("Record that they are away");
  ok((await reads(page, "Done")) && count() > before, "and is done");
  await page.goto(`${town.address}/roster/away`);
  await hand.press(new RegExp(`^There after all ?: ${officer}`));
  ok((await reads(page, "there after all")) && count() === before, "there after all");
}

/** Somebody leaves: looked at, nothing kept. */
async function leaves(page, hand, town) {
  const officer = town.sql(`SELECT o.name FROM officer o JOIN team t USING (team_id) WHERE t.name = '${TEAM}' AND role = 'officer' AND o.name <> '' AND ends IS NULL ORDER BY officer_id LIMIT 1`);
  await page.goto(`${town.address}/roster`);
  await hand.follow("Somebody leaves");
  await hand.choose("Who leaves", `${officer} (${TEAM})`);
  await hand.type("Last day at work", "1/6/2035");
  await hand.press("Show what it would do");
  ok(await reads(page, "What it would do"), "what it would do when somebody leaves");
}

/** Three offers to make the roster again, on a page that tells how far it has come; one is taken. */
async function offers(page, hand, town) {
  await page.goto(`${town.address}/roster`);
  await hand.press("Show three offers");
  await theResult(page, hand, "three offers are worked out");
  ok((await page.getByRole("button", { name: /: take this one$/ }).count()) >= 2 && (await reads(page, "Nothing was kept yet")), "and shown beside each other");
  await hand.press(/: take this one$/);
  await theResult(page, hand, "one is taken");
}

export async function leader(page, hand, town, name, nth) {
  await firstSignIn(page, hand, town, name, town.addUser(name, "team-leader", "--team", TEAM));
  await page.goto(`${town.address}/staff`);
  await hand.follow("Roster");
  ok((await reads(page, "Who is away")) && (await reads(page, `Team ${TEAM}`)), "a team leader sees what is up today in the team");
  for (const view of VIEWS) {
    await hand.follow(new RegExp(`^${view}$`));
    ok((await page.locator("main [aria-current=page]").innerText()) === view, `the roster's view: ${view}`);
  }
  for (const [view, kind] of [["caseloads", "/roster/patch/"], ["drop-ins", "/roster/drop-in/"]]) {
    await page.goto(`${town.address}/roster?view=${view}`);
    await page.goto(town.address + (await page.locator(`main a[href^='${kind}']`).first().getAttribute("href")));
    ok((await page.locator("main form button").count()) > 0, `what can be changed of it: ${kind}`);
  }
  await away(page, hand, town, nth);
  await leaves(page, hand, town);
  await offers(page, hand, town);
}

/** My day: what was found at a door, and a draft before and after. */
export async function myDay(page, hand, town, name, draft) {
  const officer = town.sql("SELECT officer_id FROM roster_visit JOIN plan USING (plan_id) WHERE name = 'first' GROUP BY 1 ORDER BY min(week_start), count(*) DESC LIMIT 1");
  await firstSignIn(page, hand, town, name, town.addUser(name, "officer", "--officer", officer));
  await page.goto(`${town.address}/my`);
  ok(/My patch/.test(await text(page)) && /Visits/.test(await text(page)), "an officer's own page");
  await hand.open(/^What I found/);
  await hand.press(/^Not in/);
  ok(await reads(page, "Nobody was in"), "what was found is kept");
  await hand.press(/^Make an/);
  await reads(page, "/feed/");
  const feed = (await text(page)).match(/(\/feed\/\S+)/);
  ok(feed && (await readFile(page, town, town.address + feed[1])).type === "text/calendar", "a calendar of one's own at a secret address");
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}/mine`);
  ok(await reads(page, /patch/i), "an officer's own patch, before and after a draft");
}
