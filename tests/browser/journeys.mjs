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

async function account(page, hand, town, name) {
  const oneTime = town.addUser(name, "area-manager");
  await signIn(page, hand, town, name, "wrong");
  ok(/There is a problem/.test(await text(page)), "a wrong password is refused");
  await firstSignIn(page, hand, town, name, oneTime);
  await hand.press("Sign out");
  await page.goto(`${town.address}/account`);
  ok(/\/sign-in/.test(page.url()), "signed out: one's account asks to sign in");
  await signIn(page, hand, town, name, NEW_PASSWORD);
  ok((await page.locator("header").innerText()).includes(name), "the new password signs in");
}

/** From the page of long work to what came of it. */
export async function theResult(page, hand, what) {
  const result = page.getByRole("button", { name: "Look at the result" });
  for (let i = 0; i < 180 && (await result.count()) === 0; i++) {
    await page.waitForTimeout(400);
    if (i % 5 === 4) await page.reload(); // what people without scripts do
  }
  ok((await result.count()) === 1, what, await text(page));
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

/** Move a block: the effect first, then for good, then back. */
export async function edit(page, hand, town) {
  await hand.follow(/^P\d\d$/);
  const patch = await heading(page);
  const block = await page.locator("input[name=unit]:enabled + label").first().innerText();
  await hand.tick(block);
  await hand.choose("Move to", await page.locator("#to option").nth(1).innerText()); // wherever in the patch the block lies
  await hand.press("Show effect");
  ok((await reads(page, "What it would do")) && (await heading(page)) === patch, `what moving ${block} would do is shown before it is done`);
  await hand.press(/^Apply/);
  ok(await reads(page, "The plan was changed"), "it is done");
  await hand.press(/^Undo/);
  ok(await reads(page, "Redo: "), "and taken back");
}

/** What anyone comes for, and signing in, by one hand. */
export async function publicJourneys(page, hand, town, name, scripts) {
  await postcode(page, hand, town);
  await place(page, hand, town, "street");
  await ward(page, hand, town);
  await split(page, hand, town);
  await unknown(page, hand, town, scripts);
  await account(page, hand, town, name);
}
