// Letters to households: counted, looked at, written, fetched, with the lists of the same day.
import { readFile } from "./files.mjs";
import { theResult } from "./journeys.mjs";
import { ok } from "./tap.mjs";

const LISTS = ["List of changes for the housing system (CSV)", "Councillors' sheets to send by email", "Paper for a committee (HTML)"];

async function countThem(page, hand, town) {
  const text = () => page.locator("main").innerText();
  await page.goto(`${town.address}/staff`);
  await hand.follow("Letters and lists");
  await hand.press("Count the letters");
  ok(/say from which day|letters$/m.test(await text()), "a draft has to be told from which day");
  await hand.type("From which day the officers change", "5/3/2029");
  await hand.tick("Northbank");
  await hand.press("Count the letters");
  ok(/[1-9][\d,]* letters/.test(await text()) && /The tenant\(s\)/.test(await text()), "letters are counted first, and one is shown");
}

/** The files of the page of what was made, read as people read them. */
async function fetchAll(page, town) {
  const links = await page.locator("main a[href*='/letters/made/']").evaluateAll((all) => all.map((link) => link.href));
  for (const link of links) await readFile(page, town, link);
  return links;
}

/** With the newest draft, for one team and a day far ahead; what was made is fetched. */
export async function letters(page, hand, town, lists) {
  await countThem(page, hand, town);
  const counted = page.url();
  await hand.press("Write them to print (PDF, large print)");
  await theResult(page, hand, "they are written");
  const [pdf] = await fetchAll(page, town);
  ok(/\.pdf$/.test(pdf), "and fetched");
  for (const list of lists ? ["Write them for GOV.UK Notify (CSV)", ...LISTS] : []) {
    await page.goto(counted);
    await hand.press(list);
    await theResult(page, hand, list);
    ok((await fetchAll(page, town)).length > 0, "fetched");
  }
}
