// Uses the shelf in Chromium as a reader would; prints as JSON what was seen.
//   node browse.mjs FOLDER_OF_MODULES CHROMIUM ADDRESS FOLDER_FOR_PICTURES
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, executablePath, base, pictures] = process.argv.slice(2);
const require = createRequire(modules + "/package.json");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const seen = { violations: {}, elsewhere: [], errors: [], steps: {} };
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

async function open(options) {
  const context = await browser.newContext({ bypassCSP: false, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) seen.elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (line) => line.type() === "error" && seen.errors.push(line.text() + " " + line.location().url));
  page.on("dialog", (dialog) => (seen.errors.push("a dialog: " + dialog.message()), dialog.dismiss()));
  return page;
}

async function checked(page, name) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(axe); // in the debugger's name, so that the page's own policy stays as it is
  const found = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  seen.violations[name] = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) seen.violations[name].push(`the page is ${wide} pixels too wide`);
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

// The page's policy forbids what waitForFunction does in it, so it is asked from outside.
async function until(so) {
  for (let tries = 0; tries < 300; tries++) {
    if (await so()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("it never came to be so: " + so);
}
const count = (page) => page.locator(".books li").count();

const titles = (page) => page.locator(".books h2").allInnerTexts();

try {
  for (const [size, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open({ viewport, colorScheme, deviceScaleFactor: size === "phone" ? 2 : 1, hasTouch: size === "phone" });
      await page.goto(base + "/");
      await checked(page, `${size}-${colorScheme}-shelf`);
      await page.locator("summary").click();
      await checked(page, `${size}-${colorScheme}-filters`);
      await page.goto(base + "/?q=lanterns");
      await page.locator(".books a").first().click();
      await checked(page, `${size}-${colorScheme}-book`);
      await page.goto(base + "/by/fandom");
      await checked(page, `${size}-${colorScheme}-fandoms`);
      await page.goto(base + "/?q=nothingatall");
      await checked(page, `${size}-${colorScheme}-nothing`);
      await page.context().close();
    }
  }

  // With its script, by keyboard alone.
  const page = await open({ viewport: PHONE });
  await page.goto(base + "/");
  seen.steps.all = await page.locator("#count").innerText();
  await page.keyboard.press("/");
  await page.keyboard.type("lant", { delay: 30 });
  await until(async () => (await count(page)) === 1);
  seen.steps.found = await titles(page);
  seen.steps.address = page.url();
  seen.steps.focus = await page.evaluate(() => document.activeElement.id);
  seen.steps.live = await page.locator("#count[aria-live=polite]").innerText();
  await page.fill("#q", "");
  await until(async () => (await page.locator("#count").innerText()) === seen.steps.all);
  await page.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.selectOption("#by-fandom", { index: 1 });
  await page.waitForSelector(".chosen");
  seen.steps.filtered = await titles(page);
  await page.selectOption("#by-rating", { label: "Teen (1)" });
  await until(async () => (await count(page)) === 1);
  seen.steps.twice = await titles(page);
  await page.locator(".chosen a").first().click();
  await page.waitForLoadState();
  seen.steps.undone = await titles(page);
  await page.goto(base + "/?q=lanterns");
  await page.locator(".books a").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".get");
  seen.steps.book = await page.locator("h1").innerText();
  for (const [name, label] of [["epub", "Download EPUB"], ["kepub", "KEPUB"]]) {
    const waiting = page.waitForEvent("download");
    await page.locator(".get a", { hasText: label }).first().click();
    const download = await waiting;
    await download.saveAs(`${pictures}/${name}.download`);
    seen.steps[name] = download.suggestedFilename();
  }
  await page.goto(base + "/");
  await page.keyboard.press("Tab");
  seen.steps.skip = await page.evaluate(() => document.activeElement.innerText);
  await page.keyboard.press("Enter");
  seen.steps.skipped = await page.evaluate(() => document.activeElement.id);
  await page.context().close();

  // Without its script, everything is there all the same; and so it is on an e-reader.
  const agents = {
    "no-script": undefined,
    kobo: "Mozilla/5.0 (Linux; U; Android 2.0; en-us;) AppleWebKit/538.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/538.1 (Kobo Touch 0376/4.38.23697)",
    kindle: "Mozilla/5.0 (X11; U; Linux armv7l like Android; en-us) AppleWebKit/531.2+ (KHTML, like Gecko) Version/5.0 Safari/533.2+ Kindle/3.0+",
    pocketbook: "Mozilla/5.0 (Linux; Android 4.4; PocketBook) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/30.0.0.0 Safari/537.36",
  };
  for (const [name, userAgent] of Object.entries(agents)) {
    const plain = await open({ viewport: { width: 600, height: 800 }, javaScriptEnabled: false, ...(userAgent ? { userAgent } : {}) });
    await plain.goto(base + "/");
    await plain.screenshot({ path: `${pictures}/${name}-shelf.png` });
    const scripts = await plain.locator("script").count();
    await plain.fill("#q", "mossfield");
    await plain.locator("button", { hasText: "Search" }).click();
    const found = await titles(plain);
    await plain.locator(".books a", { hasText: "Lanterns" }).click();
    await plain.screenshot({ path: `${pictures}/${name}-book.png` });
    const waiting = plain.waitForEvent("download");
    await plain.locator(".get a").first().click();
    const download = await waiting;
    seen.steps[name] = { scripts, found: found.sort(), file: download.suggestedFilename(), hint: await plain.locator(".hint").count() };
    await plain.context().close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
