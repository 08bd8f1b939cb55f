// What area managers come for, each driven to its end by one hand; who approves is another person.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draw, firstSignIn, heading, reads, text, theResult } from "./journeys.mjs";
import { ok } from "./tap.mjs";

const LIST = join(process.env.SRCDIR, "data/demo/venues.csv");

/** A list whose columns have names of their own, with a row that cannot be taken. */
function writeOddList(town, name) {
  const [head, ...rows] = readFileSync(LIST, "utf8").trim().split("\n");
  const odd = head.replace("venue_id,name,postcode", "Reference,Called,Post town code");
  const file = join(town.folder, `${name} places.csv`);
  writeFileSync(file, [odd, ...rows, rows[0].replace(/^V01/, "")].join("\n"));
  return file;
}

/** The whole name of the option that begins so. */
const optionOf = (page, label, begins) => page.getByLabel(label, { exact: true }).locator("option").filter({ hasText: begins }).first().innerText();

/** A list is looked at, its columns are matched, what is wrong in it is told, then it is taken; one row is set aside. */
async function bringIn(page, hand, town, name) {
  await page.goto(`${town.address}/staff`);
  await hand.follow("Bring in lists");
  await hand.press("Look at it");
  ok(await reads(page, "There is a problem"), "nothing sent in: what is missing is said");
  await hand.choose("What kind of list it is", await optionOf(page, "What kind of list it is", /venues/i));
  await hand.upload("The file", writeOddList(town, name));
  await hand.press("Look at it");
  const matching = page.getByRole("button", { name: "Say which column is which" });
  ok(await matching.waitFor({ timeout: 60_000 }).then(() => true, () => false), "columns of other names are noticed", await text(page));
  await hand.follow("Say which column is which");
  for (const [heading, field] of [["Reference", /venue_id/], ["Called", /^name|\(name\)/], ["Post town code", /postcode/]])
    await hand.choose(heading, await optionOf(page, heading, field));
  await hand.press("Look at it again");
  await theResult(page, hand, "matched, the list is looked at");
  ok((await reads(page, "Nothing has been taken yet")) && (await reads(page, /places\.csv/)), "what it would do is told, and nothing was taken");
  await hand.press("Bring it in");
  await theResult(page, hand, "it is brought in");
  ok(await reads(page, "What the list did"), "and what it did is told");
  await hand.follow(/rows that were set aside/);
  const aside = await page.locator("a[href$='rejected.csv']").first().getAttribute("href");
  const file = await page.context().request.get(town.address + aside);
  ok(/Gorsey Hill Library/.test(await file.text()), "the row that was set aside can be fetched, and mended");
  town.seen.addFile(town.address + aside, [(await file.text()).split("\n")[0]]);
  await page.goto(`${town.address}/findings`);
  ok((await heading(page)) === "What was found in the lists", "what was found in all lists stands together");
}

/** Factors and rules: changed with a reason, and told in the history. */
async function rules(page, hand, town) {
  await page.goto(`${town.address}/workload`);
  await page.goto(`${town.address}${await page.locator("main a[href^='/workload/']").first().getAttribute("href")}`);
  await hand.type("Factor", "9");
  await hand.press("Change the factor");
  ok(await reads(page, "There is a problem"), "a factor that is too high is refused");
  await hand.type("Factor", "1.3");
  await hand.type("Why (kept in the history)", "More visits asked for");
  await hand.press("Change the factor");
  ok(await reads(page, "More visits asked for"), "a workload factor is changed with a reason");
}

/** A long draw: how far it has come is told, one leaves and comes back, it is stopped and the best is kept. */
async function drawAndStop(page, hand, town, name) {
  await page.goto(`${town.address}/plans/draw`);
  await hand.type("Name of the draft", name);
  await hand.type("How long it may take, in seconds", "60");
  await hand.press("Draw patches");
  const moves = page.waitForFunction(() => Number(document.getElementById("job-progress")?.value) > 0, null, { timeout: 60_000 });
  ok(await moves.then(() => true, () => false), "how far it has come is told while it works");
  await page.goto(`${town.address}/staff`);
  await hand.follow("Long work");
  await hand.follow(/^Draw patches/);
  await hand.press("Stop, and keep the best so far");
  await theResult(page, hand, "left and come back to, it is stopped");
  ok((await heading(page)) === `Plan ${name}`, "and the best so far is kept as a draft");
}

/** The draft that is looked at gets another name; nothing else of it changes. */
async function rename(page, hand, name) {
  await hand.follow("Rename or delete it");
  await hand.type("New name", name);
  await hand.press("Rename it");
  await reads(page, "What you can do");
  ok((await heading(page)) === `Plan ${name}`, "a draft gets another name");
}

/** Tick the first block of a patch that can go elsewhere, and see what that would do: its name. */
async function tickMovable(page, hand) {
  const address = page.url();
  for (const block of await page.locator("input[name=unit]:enabled + label").allInnerTexts()) {
    await page.goto(address);
    await hand.tick(block);
    await hand.press("Show effect");
    await reads(page, "What it would do");
    if (await page.getByRole("button", { name: /^Apply/ }).count()) return block;
  }
  throw new Error(`nothing can leave ${address}`);
}

/** Move a block: the effect first, then for good; taken back and done again, also after the server began anew. */
async function edit(page, hand, town, draft) {
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}`);
  await hand.follow(/^P\d\d$/);
  const patch = await heading(page);
  const block = await tickMovable(page, hand);
  ok((await heading(page)) === patch, `what moving ${block} would do is shown before it is done`);
  await hand.press(/^Apply/);
  ok(await reads(page, "The plan was changed"), "it is done");
  await hand.press(/^Lock/);
  ok(await reads(page, /Unlock/), "the patch is locked");
  await town.restart();
  await page.reload();
  await hand.press(/^Undo/);
  ok(await reads(page, "Redo: "), "taken back after the server began anew");
  await town.restart();
  await page.reload();
  await hand.press(/^Redo/);
  ok(await reads(page, /Unlock/), "and done again after another beginning");
  await hand.press(/^Unlock/);
  await hand.type(/^Comment on/, "A comment on this patch.");
  await hand.press("Add the comment");
  ok(await reads(page, "A comment on this patch."), "a comment on the patch");
}

/** Two people look at one version of a patch: who is later sees both, and what was ticked is still ticked. */
async function twoAtOnce(page, hand, town, { page: theirs, hand: theirHand }, name) {
  await firstSignIn(theirs, theirHand, town, name, town.addUser(name, "area-manager"));
  await theirs.goto(page.url());
  const block = await tickMovable(page, hand);
  await theirHand.press(/^Lock/);
  await reads(theirs, /Unlock/);
  await hand.press(/^Apply/);
  ok((await reads(page, /changed this plan while/)) && (await reads(page, name)), "who is later is told who was quicker, and with what");
  ok(await page.getByLabel(block, { exact: true }).isChecked(), "and has their own choice still");
  await theirHand.press(/^Unlock/);
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
  await hand.choose("Compare it with", "first");
  await hand.press("Compare");
  ok(await reads(page, `From first to ${name}`), "two plans");
}

/** Mended by the program: shown first, and nothing to be afraid of. */
async function rebalance(page, hand, town, name) {
  await page.goto(`${town.address}/plan/${encodeURIComponent(name)}`);
  await hand.press("Rebalance");
  ok((await reads(page, "Nothing is changed yet")) && (await heading(page)) === "Rebalance", "what mending a draft would move is shown before it is kept");
}

/** One proposes a plan, and takes the proposal back; proposed again, a second person approves; it is taken back at the end. */
async function publish(page, hand, town, name, { page: theirs, hand: theirHand, name: approver }) {
  const propose = async () => {
    await page.goto(`${town.address}/publish`);
    await hand.choose("Plan", name);
    await hand.type("From which day", "4/3/2030");
    await hand.press("Propose");
  };
  await propose();
  ok(await reads(page, "You proposed this: a second person approves it"), "a plan is proposed, and not by its proposer approved");
  await hand.press("Take the proposal back");
  await reads(page, /taken back|withdrawn/i);
  await propose();
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
  await page.goto(`${town.address}/staff`);
  await hand.follow("History");
  ok((await reads(page, name)) && (await reads(page, approver)), "the history tells of both people");
}

/** `another()`: a second person at a window of their own, by the same kind of hand: {page, hand}. */
export async function areaManager(page, hand, town, name, scripts, another) {
  const draft = `drawn by ${name}`;
  await bringIn(page, hand, town, name);
  await rules(page, hand, town);
  await drawAndStop(page, hand, town, `begun by ${name}`);
  await rename(page, hand, `stopped by ${name}`);
  await draw(page, hand, town, draft);
  await edit(page, hand, town, draft);
  await twoAtOnce(page, hand, town, await another(), `${name}.quick`);
  await rebalance(page, hand, town, draft);
  await compare(page, hand, town, draft, scripts);
  await publish(page, hand, town, draft, { ...(await another()), name: `${name}.second` });
}
