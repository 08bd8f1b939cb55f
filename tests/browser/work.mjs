// What team leaders and area managers come for, each driven to its end by one hand; who approves is another person.
import { join } from "node:path";
import { draw, edit, firstSignIn, heading, reads, text, theResult } from "./journeys.mjs";
import { ok } from "./tap.mjs";

const LIST = join(process.env.SRCDIR, "data/demo/venues.csv");
const TEAM = "Eastfield";

/** Somebody is away: what it would do, doing it; then three offers to make the roster again. */
export async function leader(page, hand, town, name, nth) {
  await firstSignIn(page, hand, town, name, town.addUser(name, "team-leader", "--team", TEAM));
  await page.goto(`${town.address}/staff`);
  await hand.follow("Roster");
  ok((await reads(page, "Who is away")) && (await reads(page, `Team ${TEAM}`)), "a team leader sees what is up today in the team");
  await hand.follow("Rota");
  ok(await reads(page, "What the letters mean"), "and who does what in two weeks");
  await hand.follow("Who stands in");
  const officer = town.sql(`SELECT DISTINCT o.name FROM plan_lead JOIN officer o USING (officer_id) JOIN team t USING (team_id)
    WHERE t.name = '${TEAM}' AND o.name <> '' ORDER BY 1 LIMIT 1 OFFSET ${nth}`);
  await hand.follow("Somebody is away");
  await hand.choose("Who is away", `${officer} (${TEAM})`);
  await hand.type("From", `${12 + nth}/1/2027`);
  await hand.press("Show what it would do");
  ok(await reads(page, "What it would do"), `what it would do that ${officer} is away is shown first`);
  const before = town.sql("SELECT count(*) FROM leave");
  await hand.choose("Who is away", `${officer} (${TEAM})`);
  await hand.press("Do it");
  ok((await reads(page, "Done")) && Number(town.sql("SELECT count(*) FROM leave")) > Number(before), "and is done");
}

/** Three offers to make the roster again, on a page that tells how far it has come; nothing is kept. */
export async function offers(page, hand, town) {
  await page.goto(`${town.address}/roster`);
  await hand.press("Show three offers");
  await theResult(page, hand, "three offers are worked out");
  ok((await page.getByRole("button", { name: /^Take this one/ }).count()) === 3 && (await reads(page, "Nothing was kept yet")), "and shown beside each other");
}

/** A list is looked at, what is wrong in it is told, then it is taken. */
async function bringIn(page, hand, town) {
  await page.goto(`${town.address}/import`);
  await hand.choose("What kind of list it is", "Venues for drop-ins");
  await hand.upload("The file", LIST);
  await hand.press("Look at it");
  await theResult(page, hand, "a list is looked at");
  ok((await reads(page, "Nothing has been taken yet")) && (await reads(page, "venues.csv")), "what it would do is told, and nothing was taken");
  await hand.press("Bring it in");
  await theResult(page, hand, "it is brought in");
  ok(await reads(page, "What the list did"), "and what it did is told");
}

/** What moves against today, by a map (a picture without scripts) and by streets. */
async function compare(page, hand, town, name, scripts) {
  await page.goto(`${town.address}/plan/${encodeURIComponent(name)}`);
  await hand.follow(/^What changes from today/);
  ok((await reads(page, "Homes that change patch")) && (await reads(page, "Streets that move")), "what changes from today, street by street");
  if (scripts) await page.locator("#compare-map[data-drawn=yes]").waitFor();
  else await page.waitForFunction(() => document.querySelector("#picture img").naturalWidth > 100).catch(() => 0);
  const shown = await (scripts ? page.locator("#map path").count() : page.locator("#picture img").evaluate((image) => image.naturalWidth));
  ok(shown > 20, scripts ? "on a map" : "in a picture");
}

/** Mended by the program: shown first, and nothing to be afraid of. */
async function rebalance(page, hand, town, name) {
  await page.goto(`${town.address}/plan/${encodeURIComponent(name)}`);
  await hand.press("Rebalance");
  ok((await reads(page, "Nothing is changed yet")) && (await heading(page)) === "Rebalance", "what mending a draft would move is shown before it is kept");
}

/** One proposes, a second person approves; it is taken back at the end. */
async function publish(page, hand, town, name, { page: theirs, hand: theirHand, name: approver }) {
  await page.goto(`${town.address}/publish`);
  await hand.choose("Plan", name);
  await hand.type("From which day", "4/3/2030");
  await hand.press("Propose");
  ok(await reads(page, "You proposed this: a second person approves it"), "a plan is proposed, and not by its proposer approved");
  const proposal = page.url();
  await firstSignIn(theirs, theirHand, town, approver, town.addUser(approver, "publisher"));
  await theirs.goto(proposal);
  ok(await reads(theirs, "What becomes public"), "the second person sees what becomes public, from when and where");
  const ticks = ["I know which rules are not kept in this plan", "I have seen what goes from the public pages, because the plan has no roster"];
  for (const label of ticks) if (await theirs.getByLabel(label).count()) await theirHand.tick(label);
  await theirHand.press("Approve and publish");
  ok(/Decided/.test(await text(theirs)) && town.sql(`SELECT state FROM plan WHERE name = '${name}'`) === "published", "it is published", await text(theirs));
  await theirs.goto(`${town.address}/publish`);
  await theirHand.follow(new RegExp(`^Take it back ?: ${name}`));
  ok(await reads(theirs, "What becomes public again"), "what taking it back would bring back is told first");
  await theirHand.type("Why it is taken back", "The wrong day");
  await theirHand.press("Take it back");
  ok((await reads(theirs, "Taken back")) && town.sql(`SELECT count(*) FROM publication JOIN plan USING (plan_id) WHERE name = '${name}' AND rolled_back_at IS NULL`) === "0", "and taken back");
}

/** `another()`: a second person at a window of their own, by the same kind of hand: {page, hand}. */
export async function areaManager(page, hand, town, name, scripts, another) {
  const draft = `drawn by ${name}`;
  await bringIn(page, hand, town);
  await draw(page, hand, town, draft);
  await edit(page, hand, town);
  await rebalance(page, hand, town, draft);
  await compare(page, hand, town, draft, scripts);
  await publish(page, hand, town, draft, { ...(await another()), name: `${name}.second` });
}
