// What is refused is a page as well: of another role, not there, too long, too often, and what anyone may not send.
import { firstSignIn, heading, reads } from "./journeys.mjs";
import { mouse } from "./hands.mjs";
import { ok } from "./tap.mjs";

const MANY_SIGN_INS = 200; // from one address there may be 60 at once, and one more every two seconds

async function statusOf(page, act) {
  const answered = page.waitForResponse((response) => response.request().isNavigationRequest());
  await act();
  return (await answered).status();
}

async function opened(page, town, path, status) {
  const answer = await page.goto(town.address + path);
  ok(answer.status() === status && (await heading(page)) !== "", `${path.slice(0, 40)}: ${status}, as a page`, answer.status());
}

/** Sign-ins until no more are taken: the last thing that is asked of a town. */
export async function tooOften(page, town) {
  await page.goto(`${town.address}/sign-in`);
  const again = () => page.context().request.post(`${town.address}/sign-in`, { form: { name: "", password: "" } });
  for (let i = 0; i < MANY_SIGN_INS && (await again()).status() !== 429; i++);
  const status = await statusOf(page, () => mouse(page).press("Sign in"));
  ok(status === 429, "too many sign-ins: 429, as a page", status);
}

/** `visitor()`: a browser of whose complaints nobody is told, for all of this is refused. */
export async function refused(visitor, town) {
  const page = await visitor();
  await firstSignIn(page, mouse(page), town, "refused.officer", town.addUser("refused.officer", "officer", "--team", "Northbank", "--officer", "T03"));
  for (const path of ["/rules", "/publish", "/roster/away", "/jobs"]) await opened(page, town, path, 403);
  for (const path of ["/not-there", "/plan/no such plan", "/plan/first/patch/none", "/ward/none", "/patch/none", "/consult/none"]) await opened(page, town, path, 404);
  for (const path of ["/find?q=", "/drop-ins?from=some%20day"]) await opened(page, town, path, 400);
  await page.goto(`${town.address}/plan/shared/comments`);
  await page.locator("#comment").evaluate((field) => {
    field.removeAttribute("maxlength");
    field.value = "long ".repeat(20_000);
  });
  const status = await statusOf(page, () => mouse(page).press("Add the comment"));
  ok(status === 413, "a form that is too long: 413, as a page", status);
  await page.goto(`${town.address}/plan/shared/comments`);
  await page.locator("form[action$='/comments'] input[name=csrf]").evaluate((field) => (field.value = "another's"));
  await page.locator("#comment").fill("Not from me");
  const forged = await statusOf(page, () => mouse(page).press("Add the comment"));
  ok(forged === 403 && (await reads(page, /./)), "a form of somebody else: 403, as a page", forged);
}
