// What maps of patches have in common: fills, borders, names, and where their numbers begin. Metres of the national grid on a
// plain ground, nothing fetched from another host.
import "/vendor/leaflet.js";

export const { L } = window;
// Pale fills that text stands on with a contrast of 9 or more, each with lines of its own, for those who see no colours.
const fills = [
  { ground: "#d3e6eb", line: "#b3d0d8", path: "" },
  { ground: "#f5e6cb", line: "#dcc59b", path: "M0 8 8 0M-2 2 2-2M6 10 10 6" },
  { ground: "#e1dbee", line: "#c3b8dc", path: "M4 3v2" },
  { ground: "#dcedd6", line: "#b5d3aa", path: "M0 4h8" },
  { ground: "#f5dcdc", line: "#e0b4b4", path: "M0 0 8 8M-2 6 2 10M6-2 10 2" },
  { ground: "#eaeae0", line: "#cdcdbb", path: "M4 0v8" },
];
// What is chosen: strong enough to stand out of all of them.
const chosen = { ground: "#fd0", line: "#0b0c0c", path: "M0 0 8 8M8 0 0 8" };
const border = "#3d5257";
const hereBorder = "#0a3740";

export function borderOf(isHere) {
  return { color: isHere ? hereBorder : border, weight: isHere ? 4 : 1.25, fillOpacity: 1 };
}

/** The fill of a patch by its number of a colour, and of what is chosen. */
export const fillOf = (colour) => `url(#fill-${colour % fills.length})`;
export const chosenFill = "url(#fill-chosen)";

function svgElement(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function patternElement(name, { ground, line, path }, width) {
  return svgElement("pattern", { id: `fill-${name}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    svgElement("path", { d: "M0 0h8v8H0z", fill: ground }),
    svgElement("path", { d: path, stroke: line, "stroke-width": width, fill: "none" }));
}

/** The fills as patterns that paths name: url(#fill-3). */
export function addPatterns(section) {
  const patterns = [...fills.map((fill, i) => patternElement(i, fill, 2)), patternElement("chosen", chosen, 1)];
  section.append(svgElement("svg", { width: 0, height: 0, "aria-hidden": "true", class: "hidden" }, svgElement("defs", {}, ...patterns)));
}

/** A corner of the area, that numbers are counted from to keep them short: [east, north]. */
export function originOf(patches) {
  const least = [Infinity, Infinity];
  for (const patch of patches)
    for (const ring of patch.rings)
      for (let i = 0; i < ring.length; i++) least[i % 2] = Math.min(least[i % 2], ring[i]);
  return least;
}

/** A place as Leaflet wants it: north first. */
export const placeOf = ([east, north], origin) => [north - origin[1], east - origin[0]];

/** Rings of pairs east, north, one number after the other. */
export const ringsOf = (rings, origin) => rings.map((numbers) => {
  const ring = [];
  for (let i = 0; i < numbers.length; i += 2) ring.push(placeOf([numbers[i], numbers[i + 1]], origin));
  return ring;
});

/** Names come from people: as text, never as HTML. */
export function textElement(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

/** "1 home", "12 homes". */
export const homesOf = (n) => `${n} ${String(n) === "1" ? "home" : "homes"}`;

/** What is told of a patch beside the pointer. */
export function patchWords({ id, homes, limit, locked }) {
  return `Patch ${id}${homes ? `: ${homesOf(homes)}` : ""}${limit ? `, ${limit} the limit` : ""}${locked ? ", locked" : ""}`;
}

/** The name of a patch, to stand on the map. */
export function nameOf(patch, origin, isHere) {
  const icon = L.divIcon({ className: isHere ? "map-name is-here" : "map-name", html: textElement(patch.id) });
  return L.marker(placeOf(patch.label, origin), { icon, interactive: false, keyboard: false });
}

// What a patch takes of the screen, and what its name would.
function boxesOf(map, { shape, name, patch }) {
  const ground = L.bounds(map.latLngToLayerPoint(shape.getBounds().getSouthWest()), map.latLngToLayerPoint(shape.getBounds().getNorthEast()));
  const half = L.point(4 * patch.id.length + 6, 9);
  const middle = map.latLngToLayerPoint(name.getLatLng());
  return { ground: ground.getSize(), name: L.bounds(middle.subtract(half), middle.add(half)) };
}

/** Names that have room in their patch and cover no other, the larger patch first; the others appear nearer. The patch that
 * is looked at has its name always. `entries`: {patch, shape, name, isHere}. */
export function showNames(map, entries) {
  const taken = [];
  const measured = entries.map((entry) => ({ entry, ...boxesOf(map, entry) }));
  measured.sort((a, b) => b.entry.isHere - a.entry.isHere || b.ground.x * b.ground.y - a.ground.x * a.ground.y);
  for (const { entry, ground, name } of measured) {
    const hasRoom = name.getSize().x < Math.min(ground.x, 2.5 * ground.y) && !taken.some((other) => other.intersects(name));
    if (hasRoom || entry.isHere) taken.push(name) && entry.name.addTo(map);
    else entry.name.remove();
  }
}

/** Words beside the pointer while it is on a shape. Leaflet's own would make every shape a stop of the keyboard. */
export function tell(map, shape, words) {
  shape.on("mouseover mousemove", (event) => map.patchTip.setContent(textElement(words)).setLatLng(event.latlng).addTo(map));
  shape.on("mouseout remove", () => map.patchTip.remove());
}

/** An empty map in `section`, which is shown from now on. */
export function openMap(section) {
  addPatterns(section);
  section.hidden = false; // before Leaflet measures the room it has
  const map = L.map(section.querySelector(".map"), {
    crs: L.CRS.Simple, minZoom: -9, maxZoom: 1, zoomSnap: 0.25, attributionControl: false, scrollWheelZoom: false,
    fadeAnimation: false, zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  map.setView([0, 0], -5);
  map.patchTip = L.tooltip({ offset: [12, 0], direction: "right" });
  // The mouse wheel scrolls the page until somebody works with the map.
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer()); // else it is cut where its room grew
  return map;
}

/** Show `wanted` at first, and no more than a little beyond `all`. */
export function frame(map, wanted, all) {
  map.fitBounds(wanted, { animate: false, padding: [12, 12] });
  map.setMinZoom(Math.min(map.getBoundsZoom(all) - 0.5, map.getZoom()));
  map.setMaxBounds(all.pad(0.5));
}

/** A document, or null where it cannot be had or nobody waits for it any more: then there is no map. */
export async function fetchJson(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
