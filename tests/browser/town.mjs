// The demo town in a folder of its own, served on a port of the program's choice.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = process.env.PATCHPLAN;
const WEB = join(process.env.BUILDDIR, "web");

/** A name that is harmless only as text. */
export const HOSTILE = "<img src=x onerror=alert(1)>";

/** The program and sqlite3 on a planning file. */
export function toolsFor(db) {
  const run = (...words) => execFileSync(PROGRAM, ["-d", db, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const sql = (text) => execFileSync("sqlite3", [db, text], { encoding: "utf8" }).trim();
  /** A new account: its one-time password. */
  const addUser = (name, role, ...more) => run("user", "add", name, "--role", role, ...more).split("\n").pop();
  return { run, sql, addUser };
}

function makeTown(db) {
  const tools = toolsFor(db);
  tools.run("demo", "--progress", "never");
  tools.run("settings", "council", "Tarnwick Borough Council");
  tools.run("settings", "contact.office", "01632 960000");
  return tools;
}

/** Places to ask for, as the file knows them. One postcode is made to lie in two patches. */
function findPlaces({ sql }) {
  const whole = "SELECT p.code FROM postcode p JOIN home USING (postcode_id) GROUP BY 1 ORDER BY 1 LIMIT 1";
  const many = "SELECT p.postcode_id, p.code FROM postcode p JOIN home h USING (postcode_id) WHERE NOT h.suppressed"
    + " GROUP BY 1 HAVING count(DISTINCT h.street_id) = 1 AND count(*) > 9 ORDER BY p.code LIMIT 1";
  const [id, split] = sql(many).split("|");
  sql(`UPDATE plan_home SET unit_ix = (SELECT unit_ix FROM plan_unit ORDER BY patch_ix DESC LIMIT 1) WHERE home_id IN
       (SELECT home_id FROM home WHERE postcode_id = ${id} ORDER BY home_id LIMIT 5)`);
  sql(`UPDATE plan_patch SET name = '${HOSTILE}' WHERE patch_ix = 0`);
  return {
    postcode: sql(whole), split,
    street: sql("SELECT name FROM street JOIN home USING (street_id) LIMIT 1"),
    ward: sql("SELECT name FROM ward ORDER BY name LIMIT 1"),
    patch: sql("SELECT name FROM plan_patch WHERE patch_ix = 2"),
  };
}

export function startServer(db, ...words) {
  const server = spawn(PROGRAM, ["-d", db, "serve", "--listen", "127.0.0.1:0", ...words], { stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let told = "";
    server.on("exit", () => reject(new Error(`serve ended: ${told}`)));
    server.stderr.on("data", (bytes) => {
      told += bytes;
      const address = told.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) resolve({ server, address: address[0] });
    });
  });
}

export async function stopServer({ server }) {
  server.removeAllListeners("exit");
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill();
  await ended;
}

export async function openTown() {
  const folder = mkdtempSync(join(tmpdir(), "patchplan-town-"));
  const db = join(folder, "town.db");
  const tools = makeTown(db);
  const places = findPlaces(tools);
  const served = await startServer(db, "--web", WEB);
  const copy = join(folder, "copy.db"); // long work is done by one server for a file
  tools.run("backup", copy);
  const plain = await startServer(copy); // the sources' own folder: nothing of npm
  return {
    address: served.address, plainAddress: plain.address, places,
    addUser: tools.addUser, run: tools.run, sql: tools.sql,
    async close() {
      await stopServer(served);
      await stopServer(plain);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
