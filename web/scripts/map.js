// The patches on a map: an addition to the page, which says everything without it. The map shows where patches are and leads
// to their pages.
import { L, borderOf, fetchJson, fillOf, frame, nameOf, openMap, originOf, ringsOf, showNames, tell } from "./ground.js";

function addPatch(map, patch, origin, isHere) {
  const shape = L.polygon(ringsOf(patch.rings, origin), { ...borderOf(isHere), fillColor: fillOf(patch.colour), smoothFactor: 0.5 });
  tell(map, shape, `Patch ${patch.id}`);
  shape.on("mouseover", () => shape.setStyle({ weight: 4 }));
  shape.on("mouseout", () => shape.setStyle(borderOf(isHere)));
  shape.on("click", () => window.location.assign(patch.href));
  shape.addTo(map);
  return { patch, shape, name: nameOf(patch, origin, isHere), isHere };
}

function draw(section, patches) {
  const here = section.dataset.here;
  const origin = originOf(patches);
  const map = openMap(section);
  const entries = patches.filter((patch) => patch.id !== here).map((patch) => addPatch(map, patch, origin, false));
  const own = patches.find((patch) => patch.id === here);
  if (own) entries.push(addPatch(map, own, origin, true));
  const all = entries.reduce((box, entry) => box.extend(entry.shape.getBounds()), L.latLngBounds([]));
  frame(map, own ? entries[entries.length - 1].shape.getBounds().pad(0.4) : all, all);
  map.on("zoomend", () => showNames(map, entries));
  showNames(map, entries);
}

for (const section of document.querySelectorAll("[data-map]")) {
  const patches = (await fetchJson(section.dataset.map))?.patches ?? [];
  section.dataset.drawn = "no";
  if (patches.length && (!section.dataset.here || patches.some((patch) => patch.id === section.dataset.here))) {
    draw(section, patches);
    section.dataset.drawn = "yes";
  }
}
