// The editor as one works in it: the map and the table are one, the effect follows, two people at once lose nothing.
import { firstSignIn, reads } from "./journeys.mjs";
import { mouse } from "./hands.mjs";
import { ok } from "./tap.mjs";

const ticked = (page) => page.locator("#editor-form input[name=unit]:checked").count();
const units = (page) => page.locator("#map .leaflet-units-pane path");

async function open(page, address) {
  await page.goto(address);
  await page.locator("#editor-map[data-drawn=yes]").waitFor();
}

/** The effect that stands there is of so many homes. */
const effectShows = (page, words) => page.locator("#effect").filter({ hasText: words }).waitFor().then(() => true, () => false);

async function mapAndTable(page) {
  const patches = await page.locator("#map .leaflet-overlay-pane path").count();
  ok(patches >= 20 && (await units(page).count()) > (await page.locator("#editor-form fieldset input[name=unit]").count()), `all patches are drawn (${patches}), with the blocks of this one and of those beside it`);
  const box = page.locator("#editor-form fieldset input[name=unit]:enabled").first();
  await box.check();
  ok(await effectShows(page, "What it would do"), "a tick tells its effect");
  ok((await page.locator('#map path[fill="url(#fill-chosen)"]').count()) === 1, "and is shown on the map");
  await page.waitForFunction(() => /homes chosen/.test(document.getElementById("live").textContent));
  const [said, drawn] = [await page.locator("#live").boundingBox(), await page.locator("#map").boundingBox()];
  ok(said.x >= drawn.x + drawn.width || said.y >= drawn.y + drawn.height, "it is announced, beside the map and not on it");
  await page.locator('#map path[fill="url(#fill-chosen)"]').dispatchEvent("click");
  ok((await ticked(page)) === 0 && (await page.locator("#effect").count()) === 0, "a click on the map takes the tick away, and its effect");
  await page.locator("#map").focus();
  let shapes = 0;
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    shapes += await page.evaluate(() => document.activeElement.tagName === "path");
  }
  ok(shapes === 0, "no shape stops the keyboard");
}

async function manyAtOnce(page, town) {
  await page.getByRole("button", { name: "Draw round homes" }).click();
  const { x, y, width, height } = await page.locator("#map").boundingBox();
  await page.mouse.move(x + 60, y + 10);
  await page.mouse.down();
  for (const [right, down] of [[width - 10, 10], [width - 10, height - 10], [60, height - 10], [60, 20]]) await page.mouse.move(x + right, y + down, { steps: 4 });
  await page.mouse.up();
  const all = await page.locator("#editor-form fieldset input[name=unit]:enabled").count();
  ok((await ticked(page)) === all && (await effectShows(page, "Chosen:")), `a line drawn round the patch chooses what is in it (${all})`);
  await page.getByRole("button", { name: "Choose none" }).click();
  ok((await ticked(page)) === 0, "none again");
  await page.getByRole("button", { name: "Choose all in view" }).focus();
  await page.keyboard.press("Enter");
  ok((await ticked(page)) === all, "by keyboard: all in view");
  await page.getByRole("button", { name: "Choose none" }).click();
  await page.getByLabel("Choose a whole street, postcode or block").fill(town.places.street);
  await page.keyboard.press("Enter");
  ok((await effectShows(page, "Chosen:")) && (await ticked(page)) > 0, `a whole street (${town.places.street}), wherever it lies`);
  await page.getByRole("button", { name: "Choose none" }).click();
}

/** Tick something that could go elsewhere, from the first on or from the last; its id. */
async function tickMovable(page, fromLast) {
  const boxes = await page.locator("#editor-form fieldset input[name=unit]:enabled").all();
  for (const box of fromLast ? boxes.reverse() : boxes) {
    await box.check();
    await effectShows(page, "Chosen:");
    if (await page.locator("#effect button").count()) return box.inputValue();
    await box.uncheck();
    await page.locator("#effect").waitFor({ state: "detached" });
  }
  throw new Error("nothing of this patch can go anywhere");
}

/** Asked for, the effect has the focus, with why and what applies it in view. */
async function showEffect(page) {
  await tickMovable(page, false);
  await page.getByRole("button", { name: "Show effect" }).click();
  await page.waitForFunction(() => document.activeElement.id === "effect-title");
  const seen = await page.evaluate(() => ["#why", "#effect-title", "#effect button"].map((one) => document.querySelector(one).getBoundingClientRect()).every((at) => at.top >= 0 && at.bottom <= innerHeight));
  ok(seen, "Show effect shows why, what it would do, and how to apply it");
  await page.getByRole("button", { name: "Choose none" }).click();
}

/** Both look at the same version; who is later is told, and nothing is lost. */
async function twoAtOnce(page, other) {
  await tickMovable(page, false);
  const mine = await tickMovable(other, true);
  await page.locator("#effect button").first().click();
  ok(await reads(page, "The plan was changed"), "one applies");
  await other.locator("#effect button").first().click();
  ok(await reads(other, "Somebody changed this plan while you were choosing"), "the other is told that somebody was quicker");
  ok((await reads(other, "first.editor")) && (await other.locator(`input[value="${mine}"]`).isChecked()), "sees who did what, and still has their own choice");
  await other.locator("#effect button").first().click();
  ok(await reads(other, "The plan was changed"), "and applies it to what stands now");
  await other.getByRole("button", { name: /^Undo/ }).click();
  await reads(other, "Redo: ");
  await other.getByRole("button", { name: /^Lock/ }).click();
  ok(await reads(other, "Unlock"), "locked, without leaving the page");
  await other.getByRole("button", { name: /^Unlock/ }).click();
  await reads(other, "as it is");
}

export async function editor(visitor, town) {
  town.run("allocate", "--plan", "edited", "--from", "first", "--max-steps", "1000", "--jobs", "1", "-q");
  const patch = town.sql("SELECT p.name FROM plan_patch p JOIN plan USING (plan_id) WHERE plan.name = 'edited' AND patch_ix = 3");
  const address = `${town.address}/plan/edited/patch/${encodeURIComponent(patch)}`;
  const [page, other] = [await visitor({ viewport: { width: 1280, height: 900 } }), await visitor({ viewport: { width: 1280, height: 900 } })];
  await firstSignIn(page, mouse(page), town, "first.editor", town.addUser("first.editor", "area-manager"));
  await firstSignIn(other, mouse(other), town, "second.editor", town.addUser("second.editor", "area-manager"));
  await open(page, address);
  await mapAndTable(page);
  await manyAtOnce(page, town);
  await showEffect(page);
  await open(other, address);
  await twoAtOnce(page, other);
}
