// The demo town in a folder of its own, served on a port of the program's choice.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = process.env.PATCHPLAN;
const WEB = join(process.env.BUILDDIR, "web");

/** A name that is harmless only as text. */
export const HOSTILE = "<img src=x onerror=alert(1)>";

const RETIRED = "Old Harbour"; // a patch of the list before

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

/** Places to ask for, as the file knows them. One postcode is made to lie in two patches, and one patch to be of the past. */
function findPlaces({ sql }) {
  const whole = "SELECT p.code FROM postcode p JOIN home USING (postcode_id) GROUP BY 1 ORDER BY 1 LIMIT 1";
  const many = "SELECT p.postcode_id, p.code FROM postcode p JOIN home h USING (postcode_id) WHERE NOT h.suppressed"
    + " GROUP BY 1 HAVING count(DISTINCT h.street_id) = 1 AND count(*) > 9 ORDER BY p.code LIMIT 1";
  const [id, split] = sql(many).split("|");
  sql(`UPDATE plan_home SET unit_ix = (SELECT unit_ix FROM plan_unit ORDER BY patch_ix DESC LIMIT 1) WHERE home_id IN
       (SELECT home_id FROM home WHERE postcode_id = ${id} ORDER BY home_id LIMIT 5)`);
  sql(`UPDATE plan_patch SET name = '${HOSTILE}' WHERE patch_ix = 0`);
  const gone = sql("SELECT max(label) FROM plan_label WHERE kind = 'patch'");
  sql(`UPDATE plan_label SET label = '${RETIRED}' WHERE kind = 'patch' AND label = '${gone}';
       UPDATE home SET current_patch = '${RETIRED}' WHERE current_patch = '${gone}'`);
  return {
    postcode: sql(whole), split,
    street: sql("SELECT name FROM street JOIN home USING (street_id) LIMIT 1"),
    ward: sql("SELECT name FROM ward ORDER BY name LIMIT 1"),
    patch: sql("SELECT name FROM plan_patch WHERE patch_ix = 2"),
    estate: sql("SELECT name FROM neighbourhood ORDER BY name LIMIT 1"),
    councillor: sql("SELECT name FROM councillor ORDER BY name LIMIT 1"),
    retired: RETIRED,
  };
}

export function startServer(db, ...words) {
  const listen = words.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const server = spawn(PROGRAM, ["-d", db, "serve", ...listen, ...words], { stdio: ["ignore", "ignore", "pipe"] });
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

/** A town served at an address that stays, also when its server ends and begins again. */
async function serveTown(folder, db, places) {
  let served = await startServer(db, "--web", WEB);
  const { address } = served;
  return {
    ...toolsFor(db), address, places, folder,
    async restart() {
      await stopServer(served);
      served = await startServer(db, "--web", WEB, "--listen", new URL(address).host);
    },
    close: () => stopServer(served),
  };
}

/** So many towns that are the same, with a draft of this name, each served by itself, and one whose server has nothing of npm. */
export async function openTowns(n, draft) {
  const folder = mkdtempSync(join(tmpdir(), "patchplan-town-"));
  const first = join(folder, "town-0.db");
  const tools = makeTown(first);
  const places = findPlaces(tools);
  tools.run("allocate", "--plan", draft, "--from", "first", "--max-steps", "1000", "--jobs", "1", "-q");
  const copies = Array.from({ length: n }, (_, i) => join(folder, `town-${i + 1}.db`));
  for (const copy of copies) tools.run("backup", copy);
  const plain = await startServer(first); // the sources' own folder
  const towns = await Promise.all(copies.map((db) => serveTown(folder, db, places)));
  return {
    towns, plainAddress: plain.address,
    async close() {
      await Promise.all([...towns.map((town) => town.close()), stopServer(plain)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
