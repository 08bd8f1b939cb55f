// Three ways to use a page: each can type into a field, press a button, open what is
// folded and follow a link, by what they are called.

/** With the mouse, scripts running or not. */
export function mouse(page) {
  return {
    async type(label, text) {
      await page.getByLabel(label, { exact: true }).click({ clickCount: 3 }); // what stands there is replaced
      await page.keyboard.type(text);
    },
    tick: (label) => page.getByLabel(label, { exact: true }).check(),
    choose: (label, option) => page.getByLabel(label, { exact: true }).selectOption({ label: option }),
    async upload(label, file) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByLabel(label, { exact: true }).click()]);
      await chooser.setFiles(file);
    },
    press: (name) => page.getByRole("button", { name, exact: true }).first().click(),
    open: (name) => page.locator("summary").filter({ hasText: name }).first().click(),
    follow: (name) => page.locator("a[href]:visible").filter({ hasText: name }).first().click(),
  };
}

const MOST_STOPS = 400;

/** Do it, and wait for the page that answers, or for the answer put in its place. */
async function answered(page, act) {
  const before = await page.evaluate(() => document.body.dataset.answers);
  const comes = Promise.race([page.waitForNavigation(), page.waitForFunction((was) => document.body?.dataset.answers !== was, before)]);
  await act();
  await comes;
}

/** What has the focus, told by its name; `seen`: does the page show that it has it? */
function describeFocus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { name: "", role: "" };
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const shown = style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const name = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
    return { name: name.trim(), role: element.tagName.toLowerCase(), seen: shown && inside && box.width > 0 };
  });
}

/** With the keyboard alone: Tab until it is there, then keys. Every stop on the way must show that it is one. */
export function keyboard(page, unseen) {
  async function goTo(role, name) {
    await page.waitForFunction(() => !document.querySelector("[data-map]:not([data-drawn])")); // what comes late moves what is below
    for (let i = 0; i < MOST_STOPS; i++) {
      await page.keyboard.press("Tab");
      const focus = await describeFocus(page);
      if (focus.role && !focus.seen) unseen.push(`${page.url()}: ${focus.role} "${focus.name}"`);
      if (role.includes(focus.role) && (name instanceof RegExp ? name.test(focus.name) : focus.name === name)) return;
    }
    throw new Error(`Tab never came to ${role[0]} "${name}" on ${page.url()}`);
  }
  return {
    async type(label, text) {
      await goTo(["input", "textarea", "select"], label);
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
    },
    async tick(label) {
      await goTo(["input"], label);
      await page.keyboard.press("Space");
    },
    async choose(label, option) {
      await goTo(["select"], label);
      await page.keyboard.type(option);
    },
    async upload(label, file) {
      await goTo(["input"], label);
      const asked = page.waitForEvent("filechooser");
      await page.waitForTimeout(200); // until the browser knows that somebody waits for it
      await page.keyboard.press("Enter");
      await (await asked).setFiles(file);
    },
    async press(name) {
      await goTo(["button", "input"], name);
      await answered(page, () => page.keyboard.press("Enter"));
    },
    async open(name) {
      await goTo(["summary"], name);
      await page.keyboard.press("Enter");
    },
    async follow(name) {
      await goTo(["a"], name);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    },
  };
}
