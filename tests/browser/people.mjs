// What officers and people consulted come for: comments, a shared draft, an officer's own page.
import { faultsOf, insideWordsOf, sidewaysOf } from "./examine.mjs";
import { firstSignIn } from "./journeys.mjs";
import { mouse } from "./hands.mjs";
import { ok } from "./tap.mjs";

const text = (page) => page.locator("main").innerText();

/** The page as it stands, narrow: what must hold of every page. */
async function examine(page, what) {
  await page.setViewportSize({ width: 320, height: 600 });
  for (const details of await page.locator("details > summary").all()) await details.click();
  const told = [...(await faultsOf(page)), ...(await insideWordsOf(page)), ...(await sidewaysOf(page))];
  ok(told.length === 0, `${what}: axe-core, words, 320 pixels`, told.slice(0, 8));
}

/** Share a draft, read it without signing in and without scripts, comment, read the answer, take it back. */
async function consult(page, anyone, town, draft) {
  const hand = mouse(page);
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}/consult`);
  await hand.type("Whom it is for", "Councillors");
  await hand.press("Make the link");
  const link = await page.locator(".govuk-notification-banner a").getAttribute("href");
  await examine(page, "a link, just made");
  await anyone.goto(new URL(link, town.address).href);
  const guest = mouse(anyone);
  for (const details of await anyone.locator("details > summary").all()) await details.click();
  await guest.follow(/^P\d\d$/);
  await guest.type("Your name (you can leave this empty)", "Councillor Ashby");
  await anyone.locator("#comment").fill("Keep our street together.");
  await guest.press("Send the comment");
  ok(/Thank you/.test(await text(anyone)) && /Keep our street together/.test(await text(anyone)), "whoever holds the link comments, without scripts");
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}/comments`);
  await page.locator("summary").first().click();
  await page.locator("textarea[name=reply]").first().fill("We will.");
  await page.getByRole("button", { name: /^Answer comment/ }).first().click();
  ok(/We will/.test(await text(page)), "it is answered");
  await examine(page, "comments");
  await anyone.reload();
  ok(/We will/.test(await text(anyone)), "and the answer is read");
  const shared = anyone.url();
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}/consult`);
  await page.getByRole("button", { name: /^Take the link back/ }).click();
  await anyone.goto(shared);
  ok(/leads nowhere/.test(await text(anyone)), "taken back at once");
}

/** Pages of a shared draft, examined: no link of ours leads there. */
async function sharedPages(page, town, draft) {
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}/consult`);
  await mouse(page).type("Whom it is for", "Everybody");
  await mouse(page).press("Make the link");
  const link = new URL(await page.locator(".govuk-notification-banner a").getAttribute("href"), town.address).href;
  await page.goto(link);
  const patch = await page.locator("th a").first().getAttribute("href");
  const officer = await page.locator("a.officer").first().getAttribute("href");
  await examine(page, "a shared draft");
  for (const path of [patch, officer]) {
    await page.goto(town.address + path);
    await examine(page, path.includes("/officer/") ? "an officer of it" : "a patch of it");
  }
}

/** My day, by the keyboard's Tab and by thumb: what was found at a door. */
async function myDay(page, town) {
  const officer = town.sql("SELECT officer_id FROM roster_visit JOIN plan USING (plan_id) WHERE name = 'first' GROUP BY 1 ORDER BY min(week_start), count(*) DESC LIMIT 1");
  await firstSignIn(page, mouse(page), town, "my.day", town.addUser("my.day", "officer", "--officer", officer));
  await page.goto(`${town.address}/my`);
  ok(/My patch/.test(await text(page)) && /Visits/.test(await text(page)), "an officer's own page");
  const open = page.locator("details").first();
  await open.locator("summary").click();
  await open.getByRole("button", { name: /^Not in/ }).click();
  ok(/Nobody was in 1 time/.test(await text(page)), "what was found is kept");
  await examine(page, "an officer's own page");
}

export async function people(visitor, town) {
  const draft = "shared";
  town.run("allocate", "--plan", draft, "--from", "first", "--max-steps", "1000", "--jobs", "1", "-q");
  const staff = await visitor({});
  const anyone = await visitor({ javaScriptEnabled: false });
  await firstSignIn(staff, mouse(staff), town, "sharer", town.addUser("sharer", "area-manager"));
  await consult(staff, anyone, town, draft);
  await staff.setViewportSize({ width: 1000, height: 800 });
  await sharedPages(staff, town, draft);
  await myDay(await visitor({}), town);
}
