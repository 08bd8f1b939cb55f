// The demo town in a browser: journeys by mouse, by keyboard and without scripts; every page examined.
import { launch } from "./browser.mjs";
import { listen } from "./examine.mjs";
import { keyboard, mouse } from "./hands.mjs";
import { allJourneys, firstSignIn } from "./journeys.mjs";
import { letters } from "./letters.mjs";
import { theMap } from "./map.mjs";
import { everyPage } from "./pages.mjs";
import { people } from "./people.mjs";
import { finish, group, note, ok } from "./tap.mjs";
import { openTown } from "./town.mjs";

const complaints = [];
const unseen = [];

async function visitor(browser, options) {
  const page = await browser.visitor(options);
  listen(page, complaints);
  return page;
}

async function journeys(browser, town) {
  const page = await visitor(browser);
  note("with the mouse");
  await group("mouse", () => allJourneys(page, mouse(page), town, "mouse.user", true));
  note("with the keyboard alone");
  const other = await visitor(browser);
  await group("keyboard", () => allJourneys(other, keyboard(other, unseen), town, "keyboard.user", true));
  ok(unseen.length === 0, "every stop of the keyboard shows that it is one", unseen);
  note("without scripts");
  const plain = await visitor(browser, { javaScriptEnabled: false });
  await group("no scripts", () => allJourneys(plain, mouse(plain), town, "plain.user", false));
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
  await group("map", async () => theMap(await visitor(browser), town));
  await pages(browser, town);
  ok(complaints.length === 0, "the browser complains of nothing: no policy broken, no script failed, no other host asked", complaints);
} finally {
  await browser.close();
  await town.close();
  finish();
}
