// What nobody should read: the words of the inside, and the words of machines.

// The left column of the table of words, as far as a search can tell them from ordinary English: a link may lead somewhere, and
// a patch is an area that is covered.
const ORDINARY = /\bleads? (to|nowhere|on)\b|\barea (it|that it) covers\b/gi;
const INSIDE = /\b(hubs?|home-metres|gaps?|bounds?|bands?|infeasible|weights?|weighted|weighting|units?|allocat(e|es|ed|ion|ions)|cycles?|leads?|covers?|covered|covering)\b/i;
// Options and commands of the command line, codes of rules, what stands for nothing, days as machines write them, names of
// columns and settings, numbers of officers and places (T and V in the demo town) for their names; a vacant post has no other.
const MACHINE = [
  /(^|[\s("'])--[a-z]/, /\bpatchplan [a-z]{2,}/, /\bH(1[0-2]|[1-9])\b(?!\s?\d[A-Z]{2})/, /[{}]/, /\b(null|NaN|undefined|-?nan|-?inf)\b/,
  /\b\d{4}-\d\d-\d\d\b/, /\b[a-z]+_[a-z_]+\b/, /'[a-z]+\.[a-z]+'/, /\bexit(ed| code)\b/, /%[-\d.]*(l*[dufs])\b/,
  /(?<!post )\b[TV]\d\d\b/,
];
// Files have their names; columns have the one that stands in the file, where they are called columns or behind what they hold;
// a line of a file is told with what stands in it; a number behind a name tells people of one name apart.
const NAMES = new RegExp([
  /[\w-]+\.(csv|geojson|json|xlsx|pdf|html|txt|svg|ics)\b/, /\bcolumns? ['"]?\w+['"]?/, /['"]?\b\w+_\w+['"]? column\b/,
  /\bthe header in row \d+ has: .*/, /\bline \d+, [\w-]+/, /\(\w+_\w+\)/, /\([TV]\d\d\)/,
].map(({ source }) => source).join("|"), "g");

/** Lines that hold a word of the inside. */
export const insideWords = (lines) => lines.filter((line) => INSIDE.test(line.replace(ORDINARY, " ")));

/** Lines that hold what only machines say. */
export const machineWords = (lines) => lines.filter((line) => MACHINE.some((words) => words.test(line.replace(NAMES, " "))));
