// The demo town in a browser: every journey by mouse, by keyboard and without scripts, side by side in towns of their own; then
// every page that was seen is examined and read.
import { launch } from "./browser.mjs";
import { editor } from "./editor.mjs";
import { listen } from "./examine.mjs";
import { readFile } from "./files.mjs";
import { keyboard, mouse } from "./hands.mjs";
import { firstSignIn, publicJourneys } from "./journeys.mjs";
import { chooseKept, compareTitles, compareWithTable, examineAll, readAll } from "./kept.mjs";
import { letters } from "./letters.mjs";
import { theMap } from "./map.mjs";
import { everyPage } from "./pages.mjs";
import { consult } from "./people.mjs";
import { refused, tooOften } from "./refused.mjs";
import { leader, myDay } from "./roster.mjs";
import { openSeen } from "./seen.mjs";
import { finish, group, note, ok } from "./tap.mjs";
import { openTowns } from "./town.mjs";
import { areaManager } from "./work.mjs";

const complaints = [];
const unseen = [];
const seen = openSeen();
const DRAFT = "shared";

/** A browser whose pages are kept; `quiet`: what it complains of is what is tried there. */
async function visitor(browser, options, quiet = false) {
  const page = await browser.visitor(options);
  if (!quiet) listen(page, complaints);
  seen.watch(page);
  return page;
}

const WAYS = [
  { way: "mouse", told: "with the mouse", handOf: mouse, scripts: true },
  { way: "keyboard", told: "with the keyboard alone", handOf: (page) => keyboard(page, unseen), scripts: true },
  { way: "plain", told: "without scripts", handOf: mouse, scripts: false },
];

/** Every journey by one way of using a page. */
async function journeys(browser, town, { way, told, handOf, scripts }, nth) {
  const person = async () => {
    const page = await visitor(browser, { javaScriptEnabled: scripts });
    return { page, hand: handOf(page) };
  };
  const { page, hand } = await person();
  const officer = await person();
  await group(`${told}, anyone`, () => publicJourneys(page, hand, town, `${way}.user`, scripts, person));
  await group(`${told}, an area manager`, () => areaManager(page, hand, town, `${way}.user`, scripts, person));
  await group(`${told}, people consulted`, async () => consult(page, hand, town, DRAFT, await person()));
  await group(`${told}, letters`, () => letters(page, hand, town, way === "mouse"));
  await group(`${told}, an officer`, () => myDay(officer.page, officer.hand, town, `${way}.day`, DRAFT));
  await group(`${told}, a team leader`, async () => {
    const other = await person();
    await leader(other.page, other.hand, town, `${way}.leader`, nth);
  });
}

/** What links lead to, as anyone, with and without what npm brings, as staff, and as an officer. */
async function pages(browser, town, plainAddress) {
  const { postcode, split, ward, retired } = town.places;
  const asked = [postcode, split, ward, "ZZ99 9ZZ", "high street"].map((query) => `/find?q=${encodeURIComponent(query)}`);
  const anyone = await visitor(browser);
  await group("anyone", () => everyPage(anyone, town, ["/", ...asked, `/patch/${encodeURIComponent(retired)}`, "/embed", "/drop-ins?from=2027-01-04", "/sign-in", "/healthz"], "anyone"));
  const bare = { ...town, address: plainAddress };
  await group("without what npm brings", () => everyPage(anyone, bare, ["/", asked[1], asked[3], "/sign-in"], "anyone"));
  const staff = await visitor(browser);
  await group("staff", async () => {
    await firstSignIn(staff, mouse(staff), town, "area.manager", town.addUser("area.manager", "area-manager"));
    await everyPage(staff, town, ["/staff", "/letters?plan=first"], "an area manager");
  });
  const officer = await visitor(browser);
  await group("an officer", async () => {
    await firstSignIn(officer, mouse(officer), town, "an.officer", town.addUser("an.officer", "officer", "--team", "Northbank", "--officer", "T03"));
    await everyPage(officer, town, ["/account"], "an officer");
  });
  const api = ["patches", `patches/${encodeURIComponent(town.places.patch)}`, `lookup?postcode=${encodeURIComponent(postcode)}`, "drop-ins", "wards/TW01/patches"];
  for (const path of api) await readFile(anyone, town, `${town.address}/api/v1/${path}`);
}

/** Shown again at its own server, to somebody who may see the map of everything. */
async function examiner(browser, towns, origin) {
  const page = await browser.visitor();
  const town = towns.find(({ address }) => address === origin);
  if (town) await firstSignIn(page, mouse(page), town, "examiner", town.addUser("examiner", "area-manager"));
  return page;
}

async function examine(browser, towns) {
  const all = await seen.settle();
  note(`${all.pages.length} pages were seen; too soon gone: ${all.unread.join(", ") || "none"}`);
  ok(all.unread.length < all.pages.length / 20, "nearly every page that was shown could be kept", all.unread);
  const chosen = chooseKept(all.pages);
  note(`${chosen.length} of them differ`);
  await group("pages", () => examineAll(chosen, (origin) => examiner(browser, towns, origin)));
  await group("words", async () => readAll(await browser.visitor(), all));
  compareTitles(chosen);
  compareWithTable(all);
}

const { towns, plainAddress, close } = await openTowns(WAYS.length, DRAFT);
towns.forEach((town) => (town.seen = seen));
const browser = await launch();
try {
  const [first, second, third] = towns;
  const open = (options) => visitor(browser, options);
  await Promise.all([
    journeys(browser, first, WAYS[0], 0).then(() => pages(browser, first, plainAddress)),
    journeys(browser, second, WAYS[1], 1),
    journeys(browser, third, WAYS[2], 2)
      .then(() => group("the editor", () => editor(open, third)))
      .then(() => group("the map", async () => theMap(await open(), third)))
      .then(() => group("what is refused", () => refused(() => visitor(browser, {}, true), third))),
  ]);
  ok(unseen.length === 0, "every stop of the keyboard shows that it is one", unseen);
  ok(complaints.length === 0, "the browser complains of nothing: no policy broken, no script failed, no other host asked", complaints);
  await group("what is refused", async () => tooOften(await visitor(browser, {}, true), third));
  await examine(browser, towns);
} finally {
  await browser.close();
  await close();
  finish();
}
