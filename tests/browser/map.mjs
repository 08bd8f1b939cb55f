// The map: drawn, leading to the pages, told by its names, and passed over with the keyboard.
import { ok } from "./tap.mjs";
import { HOSTILE } from "./town.mjs";

export async function theMap(page, town) {
  const began = Date.now();
  await page.goto(`${town.address}/`);
  await page.locator("[data-drawn=yes]").waitFor();
  ok(Date.now() - began < 5000, `the map is drawn (${Date.now() - began} ms after the address was typed)`);
  ok((await page.locator(".map path").count()) >= 20, "with every patch");
  await page.locator(".map-skip").focus();
  await page.keyboard.press("Enter");
  ok((await page.evaluate(() => document.activeElement.id)) === "after-map", "the keyboard can pass it over");
  for (let i = 0; i < 6; i++) await page.getByRole("button", { name: "Zoom in" }).dispatchEvent("click"); // as near as it goes, and once more
  await page.goto(`${town.address}/patch/${encodeURIComponent(HOSTILE)}`);
  await page.locator("[data-drawn=yes]").waitFor();
  ok((await page.locator(".map-name.is-here").innerText()) === HOSTILE && (await page.locator("main img").count()) === 0, "names are text, whatever is in them");
  await page.goto(`${town.address}/patch/${encodeURIComponent(town.places.patch)}`);
  await page.locator("[data-drawn=yes]").waitFor();
  ok((await page.locator(".map-name.is-here").innerText()) === town.places.patch, "a patch's page shows it");
  const box = await page.locator(".map path").first().boundingBox();
  await page.locator(".map path").first().dispatchEvent("click");
  await page.waitForURL((url) => !url.pathname.endsWith(encodeURIComponent(town.places.patch)));
  ok(box && /^Patch /.test(await page.locator("h1").innerText()), "another patch on it leads to its page");
}
