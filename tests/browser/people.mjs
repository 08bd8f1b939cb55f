// People consulted: a draft is shared, commented on without signing in, answered, and taken back.
import { reads, text } from "./journeys.mjs";
import { ok } from "./tap.mjs";

const SAID = "Keep our street together.";
const ANSWER = "We will, as far as it can be done.";

async function shareDraft(page, hand, town, draft) {
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}`);
  await hand.follow(/^Share it for comments/);
  await hand.type("Whom it is for", "Councillors");
  await hand.press("Make the link");
  return new URL(await page.locator(".govuk-notification-banner a").getAttribute("href"), town.address).href;
}

async function comment(page, hand, link) {
  await page.goto(link);
  await hand.open(/^Northbank/);
  await hand.follow(/^P\d\d$/);
  await page.goto(new URL(await page.locator("a.officer").first().getAttribute("href"), link).href);
  ok((await page.locator("h1").count()) === 1, "an officer of it, before and after");
  await page.goBack();
  await hand.type("Your name (you can leave this empty)", "Councillor Ashby");
  await hand.type(/^Your comment/, SAID);
  await hand.press("Send the comment");
  ok(/Thank you/.test(await text(page)) && (await text(page)).includes(SAID), "whoever holds the link comments");
}

/** `guest`: {page, hand} of somebody who does not sign in. */
export async function consult(page, hand, town, draft, guest) {
  const link = await shareDraft(page, hand, town, draft);
  await comment(guest.page, guest.hand, link);
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}`);
  await hand.follow(/^All comments/);
  ok((await text(page)).includes(SAID), "staff read it");
  await hand.open(/^Answer it/);
  await hand.type("Your answer", ANSWER);
  await hand.press(/^Answer comment/);
  ok((await text(page)).includes(ANSWER), "and answer");
  await guest.page.reload();
  ok((await text(guest.page)).includes(ANSWER), "the answer is read");
  await page.goto(`${town.address}/plan/${encodeURIComponent(draft)}/consult`);
  await hand.press(/^Take the link back/);
  await reads(page, /taken back|ended/i);
  await guest.page.goto(link);
  ok(/leads nowhere/.test(await text(guest.page)), "taken back at once");
}
