// The patches on a map: an addition to the page, which says everything without it, some with a picture that the map takes the
// place of. The map shows where patches are and leads to their pages.
import { L, borderOf, fetchJson, fillOf, frame, nameOf, openMap, originOf, patchWords, ringsOf, showNames, tell } from "./ground.js";

const OUTSIDE = { color: "#b3261e", weight: 3 };

function addPatch(map, patch, origin, isHere) {
  const border = { ...borderOf(isHere), ...(patch.limit ? OUTSIDE : {}) };
  const shape = L.polygon(ringsOf(patch.rings, origin), { ...border, fillColor: fillOf(patch.colour), smoothFactor: 0.5 });
  tell(map, shape, patchWords(patch));
  shape.on("mouseover", () => shape.setStyle({ weight: 4 }));
  shape.on("mouseout", () => shape.setStyle(border));
  shape.on("click", () => window.location.assign(patch.href));
  shape.addTo(map);
  return { patch, shape, name: nameOf(patch, origin, isHere), isHere };
}

const boundsOf = (entries) => entries.reduce((box, { shape }) => box.extend(shape.getBounds()), L.latLngBounds([]));

// What is looked at first: a patch, a team, or all.
function wantedOf(entries, { here, team }) {
  const own = entries.filter(({ isHere }) => isHere);
  if (here && own.length) return boundsOf(own).pad(0.4);
  const ofTeam = entries.filter(({ patch }) => team && patch.team === team);
  return boundsOf(ofTeam.length ? ofTeam : entries);
}

function draw(section, patches) {
  const { here } = section.dataset;
  const origin = originOf(patches);
  const map = openMap(section);
  const last = ({ id, limit }) => (id === here ? 2 : limit ? 1 : 0); // drawn over the others
  const entries = [...patches].sort((a, b) => last(a) - last(b)).map((patch) => addPatch(map, patch, origin, patch.id === here));
  frame(map, wantedOf(entries, section.dataset), boundsOf(entries));
  map.on("zoomend", () => showNames(map, entries));
  showNames(map, entries);
}

for (const section of document.querySelectorAll("[data-map]")) {
  const patches = (await fetchJson(section.dataset.map))?.patches ?? [];
  section.dataset.drawn = "no";
  if (patches.length && (!section.dataset.here || patches.some((patch) => patch.id === section.dataset.here))) {
    section.querySelector(".map").hidden = false;
    draw(section, patches);
    section.querySelector(".picture")?.remove();
    section.dataset.drawn = "yes";
  }
}
