// Letters to households: counted, looked at, written, fetched.
import { ok } from "./tap.mjs";

/** With the newest draft, for a day far ahead. The address of the page with what was made. */
export async function letters(page, hand, town) {
  const text = () => page.locator("main").innerText();
  await page.goto(`${town.address}/staff`);
  await hand.follow("Letters and lists");
  await hand.press("Count the letters");
  ok(/say from which day|letters$/m.test(await text()), "a draft has to be told from which day");
  await hand.type("From which day the officers change", "5/3/2029");
  await hand.press("Count the letters");
  ok(/[1-9][\d,]* letters/.test(await text()) && /The tenant\(s\)/.test(await text()), "letters are counted first, and one is shown");
  await hand.press("Write them to print (PDF, large print)");
  const result = page.getByRole("button", { name: "Look at the result" });
  for (let i = 0; i < 60 && (await result.count()) === 0; i++) {
    await page.waitForTimeout(1000);
    if (i % 3 === 2) await page.reload();
  }
  await hand.follow("Look at the result");
  const href = await page.getByRole("link", { name: "letters.pdf" }).getAttribute("href");
  const file = await page.context().request.get(town.address + href);
  ok(file.headers()["content-type"] === "application/pdf" && (await file.body()).subarray(0, 5).toString() === "%PDF-", "and fetched");
  return new URL(page.url()).pathname;
}
