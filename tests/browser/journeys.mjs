// What people come for, each driven to its end. `hand` is one of hands.mjs.
import { ok } from "./tap.mjs";

const LOOK_UP = "Postcode, street, estate, ward or councillor";

export const heading = (page) => page.locator("h1").innerText();
export const text = (page) => page.locator("main").innerText();

/** Does the page come to read so, within some seconds? */
export const reads = (page, words) => page.locator("main").filter({ hasText: words }).waitFor().then(() => true, () => false);

async function lookUp(page, hand, town, query) {
  await page.goto(`${town.address}/`);
  await hand.type(LOOK_UP, query);
  await hand.press("Find");
}

async function postcode(page, hand, town) {
  await lookUp(page, hand, town, town.places.postcode.toLowerCase().replace(" ", ""));
  ok((await heading(page)) === town.places.postcode, "a postcode, typed as people do, is understood");
  ok(/Your housing officer/.test(await text(page)) && /Next drop-ins/.test(await text(page)), "its officer and drop-ins are told");
  await hand.follow(/^More about patch/);
  ok(/^Patch /.test(await heading(page)), "from there to the patch");
}

async function place(page, hand, town, kind) {
  await lookUp(page, hand, town, town.places[kind]);
  ok((await heading(page)).includes(town.places[kind]) && /Your housing officer/.test(await text(page)), `a ${kind}`);
}

/** Names that lead to a ward, or to a choice of places. */
async function named(page, hand, town, kind) {
  await lookUp(page, hand, town, town.places[kind]);
  ok((await text(page)).includes(town.places[kind]) && !/There is a problem/.test(await text(page)), `${kind === "estate" ? "an" : "a"} ${kind} (${town.places[kind]})`);
}

async function retired(page, town) {
  await page.goto(`${town.address}/patch/${encodeURIComponent(town.places.retired)}`);
  ok(/^Patch /.test(await heading(page)) && (await text(page)).includes(town.places.retired), "a patch of the past leads to the one of today, and says so");
}

async function dropIns(page, hand, town) {
  await page.goto(`${town.address}/`);
  await hand.follow(/drop-ins/i);
  await hand.type("From", "4/1/2027");
  await hand.choose("Ward", town.places.ward);
  await hand.press("Show");
  ok((await reads(page, `${town.places.ward} ward`)) && /January 2027/.test(await text(page)), "drop-ins by day and ward");
}

async function embedded(page, hand, town) {
  await page.goto(`${town.address}/embed`);
  await hand.type(LOOK_UP, town.places.postcode);
  await hand.press("Find");
  ok((await heading(page)) === town.places.postcode, "the box inside another page leads to the answer");
}

async function ward(page, hand, town) {
  await lookUp(page, hand, town, town.places.ward);
  ok((await heading(page)) === `${town.places.ward} ward`, "a ward leads to its sheet");
  ok(/Team leader[^]*Patches and their officers[^]*Drop-ins/.test(await text(page)), "the team leader first, then patches and drop-ins");
}

async function split(page, hand, town) {
  await lookUp(page, hand, town, town.places.split);
  ok(/more than one officer/.test(await text(page)), `a postcode of two patches says so (${town.places.split})`);
  ok((await page.getByRole("link", { name: /^More about patch/ }).count()) > 1, "and leads to each");
}

async function unknown(page, hand, town, scripts) {
  await lookUp(page, hand, town, "ZZ99 9ZZ");
  ok(/^Error: /.test(await page.title()) && /could not find/.test(await text(page)), "what is not known is said");
  ok((await page.getByLabel(LOOK_UP).inputValue()) === "ZZ99 9ZZ", "what was typed is still there");
  if (scripts) ok(await page.evaluate(() => document.activeElement.classList.contains("govuk-error-summary")), "the problem is read first");
  await page.getByRole("link", { name: /could not find/ }).press("Enter");
  ok((await page.evaluate(() => document.activeElement.id)) === "q", "and leads to the field");
}

async function signIn(page, hand, town, name, password) {
  await page.goto(`${town.address}/sign-in`);
  await hand.type("Name of your account", name);
  await hand.type("Password", password);
  await hand.press("Sign in");
}

const NEW_PASSWORD = "three words unrelated";

/** Sign in for the first time, which asks for a password of one's own. */
export async function firstSignIn(page, hand, town, name, oneTime) {
  await signIn(page, hand, town, name, oneTime);
  ok(/one-time password/.test(await text(page)), "signed in with a one-time password, which is to be changed");
  await hand.type("The password you have now", oneTime);
  await hand.type("New password", NEW_PASSWORD);
  await hand.type("The new password again", NEW_PASSWORD);
  await hand.press("Change password");
  ok(!/one-time password/.test(await text(page)) && (await text(page)).includes(`Signed in as ${name}`), "it is changed");
}

/** Signed in at two browsers: signed out of both by one, with a new password asked twice. */
async function everywhere(page, hand, town, name, { page: other, hand: otherHand }) {
  await signIn(other, otherHand, town, name, NEW_PASSWORD);
  ok(!/\/sign-in/.test(other.url()), "signed in at a second browser");
  await page.goto(`${town.address}/account`);
  await hand.type("The password you have now", NEW_PASSWORD);
  await hand.type("New password", "another three words");
  await hand.type("The new password again", "other three words");
  await hand.press("Change password");
  ok(/There is a problem/.test(await text(page)), "two new passwords that differ are refused");
  await hand.press("Sign out of every browser");
  for (const one of [page, other]) {
    await one.goto(`${town.address}/account`);
    ok(/\/sign-in/.test(one.url()), "signed out of every browser");
  }
  await signIn(page, hand, town, name, NEW_PASSWORD);
}

async function account(page, hand, town, name, another) {
  const oneTime = town.addUser(name, "area-manager");
  await signIn(page, hand, town, name, "wrong");
  ok(/There is a problem/.test(await text(page)), "a wrong password is refused");
  await firstSignIn(page, hand, town, name, oneTime);
  await hand.press("Sign out");
  await page.goto(`${town.address}/account`);
  ok(/\/sign-in/.test(page.url()), "signed out: one's account asks to sign in");
  await signIn(page, hand, town, name, NEW_PASSWORD);
  ok((await page.locator("header").innerText()).includes(name), "the new password signs in");
  await everywhere(page, hand, town, name, await another());
}

/** From the page of long work to what came of it. The page follows the work by itself: with scripts as it happens, without them
 * by loading itself again. */
export async function theResult(page, hand, what) {
  const result = page.getByRole("button", { name: "Look at the result" });
  const came = await result.waitFor({ timeout: 90_000 }).then(() => true, () => false);
  ok(came, what, came || (await text(page)));
  await hand.follow("Look at the result");
}

/** A draft of the town, drawn in a second; the page of its work says when it is done. */
export async function draw(page, hand, town, name) {
  await page.goto(`${town.address}/staff`);
  await hand.follow("Draw patches");
  await hand.type("Name of the draft", name);
  await hand.type("How long it may take, in seconds", "1");
  await hand.press("Draw patches");
  await theResult(page, hand, "patches are drawn as a draft");
  ok((await heading(page)) === `Plan ${name}`, "and the result is looked at");
}

/** What anyone comes for, and signing in, by one hand. `another()`: a second browser. */
export async function publicJourneys(page, hand, town, name, scripts, another) {
  await postcode(page, hand, town);
  await place(page, hand, town, "street");
  await named(page, hand, town, "estate");
  await named(page, hand, town, "councillor");
  await retired(page, town);
  await dropIns(page, hand, town);
  await embedded(page, hand, town);
  await ward(page, hand, town);
  await split(page, hand, town);
  await unknown(page, hand, town, scripts);
  await account(page, hand, town, name, another);
}
