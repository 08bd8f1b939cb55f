// What changes between two plans, on a map: homes that move, in the fill of their new patch. Without scripts a picture says it.
import { L, borderOf, fetchJson, fillOf, frame, homesOf, nameOf, openMap, originOf, ringsOf, showNames, tell } from "./ground.js";

const STAYS = "#fff";

function addPatch(map, patch, origin) {
  const rings = ringsOf(patch.rings, origin);
  const shape = L.polygon(rings, { ...borderOf(false), fillColor: STAYS, smoothFactor: 0.5 }).addTo(map);
  L.polygon(rings, { ...borderOf(false), fill: false, interactive: false, pane: "borders", smoothFactor: 0.5 }).addTo(map);
  tell(map, shape, `Patch ${patch.id}: these homes stay`);
  return { patch, shape, name: nameOf(patch, origin, false), isHere: false };
}

function addMove(map, unit, origin, colours) {
  const fillColor = fillOf(colours.get(unit.to) ?? 0);
  const shape = L.polygon(ringsOf(unit.rings, origin), { color: "#3d5257", weight: 0.5, fillOpacity: 1, fillColor, smoothFactor: 0.5 });
  tell(map, shape.addTo(map), `${unit.name}: ${homesOf(unit.homes)}, from ${unit.from ?? "no patch"} to ${unit.to}`);
}

function draw(section, patches, units) {
  const origin = originOf(patches);
  const map = openMap(section);
  map.createPane("borders").style.cssText = "z-index: 420; pointer-events: none";
  const entries = patches.map((patch) => addPatch(map, patch, origin));
  const colours = new Map(patches.map((patch) => [patch.id, patch.colour]));
  units.forEach((unit) => addMove(map, unit, origin, colours));
  const all = entries.reduce((box, { shape }) => box.extend(shape.getBounds()), L.latLngBounds([]));
  frame(map, all, all);
  map.on("zoomend", () => showNames(map, entries));
  showNames(map, entries);
}

const section = document.getElementById("compare-map");
if (section) {
  const [outlines, moves] = await Promise.all([fetchJson(section.dataset.outlines), fetchJson(section.dataset.moves)]);
  const canDraw = Boolean(outlines?.patches.length && moves);
  if (canDraw) {
    for (const id of ["map", "map-words"]) document.getElementById(id).hidden = false;
    draw(section, outlines.patches, moves.units);
    document.getElementById("picture").remove();
  }
  section.dataset.drawn = canDraw ? "yes" : "no";
}
