// The demo town in a browser: journeys by mouse, by keyboard and without scripts; every page examined.
import { launch } from "./browser.mjs";
import { listen } from "./examine.mjs";
import { keyboard, mouse } from "./hands.mjs";
import { editor } from "./editor.mjs";
import { firstSignIn, publicJourneys } from "./journeys.mjs";
import { letters } from "./letters.mjs";
import { theMap } from "./map.mjs";
import { everyPage } from "./pages.mjs";
import { people } from "./people.mjs";
import { finish, group, note, ok } from "./tap.mjs";
import { openTown } from "./town.mjs";
import { areaManager, leader, offers } from "./work.mjs";

const complaints = [];
const unseen = [];

async function visitor(browser, options) {
  const page = await browser.visitor(options);
  listen(page, complaints);
  return page;
}

async function journeys(browser, town) {
  const ways = [
    { way: "mouse", told: "with the mouse", handOf: mouse, scripts: true },
    { way: "keyboard", told: "with the keyboard alone", handOf: (page) => keyboard(page, unseen), scripts: true },
    { way: "plain", told: "without scripts", handOf: mouse, scripts: false },
  ];
  for (const [nth, { way, told, handOf, scripts }] of ways.entries()) {
    note(told);
    const person = async () => {
      const page = await visitor(browser, { javaScriptEnabled: scripts });
      return { page, hand: handOf(page) };
    };
    const { page, hand } = await person();
    await group(`${told}: anyone`, () => publicJourneys(page, hand, town, `${way}.user`, scripts));
    await group(`${told}: an area manager`, () => areaManager(page, hand, town, `${way}.user`, scripts, person));
    const other = await person();
    await group(`${told}: a team leader`, () => leader(other.page, other.hand, town, `${way}.leader`, nth));
    if (way === "keyboard") await group("offers", () => offers(other.page, other.hand, town));
  }
  ok(unseen.length === 0, "every stop of the keyboard shows that it is one", unseen);
}

async function pages(browser, town) {
  note("every page");
  const anyone = await visitor(browser);
  const { postcode, split, ward } = town.places;
  const asked = [postcode, split, ward, "ZZ99 9ZZ"].map((query) => `/find?q=${encodeURIComponent(query)}`);
  await group("public pages", () => everyPage(anyone, town, ["/", ...asked, "/embed", "/drop-ins?from=2027-01-04", "/sign-in", "/not-there"], "anyone"));
  note("the same without what npm brings");
  const bare = { ...town, address: town.plainAddress };
  await group("plain pages", () => everyPage(anyone, bare, ["/", asked[1], asked[3], "/sign-in"], "anyone-plain"));
  const staff = await visitor(browser);
  await group("pages of staff", async () => {
    await firstSignIn(staff, mouse(staff), town, "area.manager", town.addUser("area.manager", "area-manager"));
    const made = await letters(staff, mouse(staff), town);
    await everyPage(staff, town, ["/account", "/letters?plan=first", made], "staff");
  });
  note("an officer is led to nothing that an officer may not do");
  const officer = await visitor(browser);
  await group("pages of an officer", async () => {
    await firstSignIn(officer, mouse(officer), town, "an.officer", town.addUser("an.officer", "officer", "--team", "Northbank"));
    await everyPage(officer, town, ["/account"], "officer");
  });
}

const town = await openTown();
const browser = await launch();
try {
  await journeys(browser, town);
  note("people consulted, officers");
  await group("people", () => people((options) => visitor(browser, options), town));
  note("the editor with its map");
  await group("editor", () => editor((options) => visitor(browser, options), town));
  await group("map", async () => theMap(await visitor(browser), town));
  await pages(browser, town);
  ok(complaints.length === 0, "the browser complains of nothing: no policy broken, no script failed, no other host asked", complaints);
} finally {
  await browser.close();
  await town.close();
  finish();
}
