// The map of the editor: all patches of the plan, and the blocks and postcode groups of the open one and of those beside it.
// Choosing on the map and in the table are one: whoever opens the map is told what was pointed at, and says what is chosen.
import { L, borderOf, chosenFill, fetchJson, fillOf, frame, homesOf, nameOf, openMap, originOf, patchWords, placeOf, ringsOf, showNames, tell } from "./ground.js";

const LASSO = { color: "#0b0c0c", weight: 3, dashArray: "6 4", fill: true, fillColor: "#fd0", fillOpacity: 0.2, interactive: false };
const FEWEST_CORNERS = 3;

/** Is the place inside the ring? By how often a line to the north meets it. */
export function isInside(place, ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i], b = ring[j];
    if (a.lng > place.lng !== b.lng > place.lng && place.lat < ((b.lat - a.lat) * (place.lng - a.lng)) / (b.lng - a.lng) + a.lat)
      inside = !inside;
  }
  return inside;
}

export class EditMap {
  #section; #map; #origin; #onPick;
  #patches = new Map(); // by name: {patch, shape, name, isHere}
  #units = new Map(); // by id: {unit, shape, place}
  #chosen = new Set();

  /** `onPick(ids, on)`: somebody pointed at these; `on` undefined: the other way round than they are. */
  constructor(section, onPick) {
    this.#section = section;
    this.#onPick = onPick;
  }

  /** Fetch and draw; whether there is a map. */
  async open() {
    const [outlines, units] = await Promise.all([fetchJson(this.#section.dataset.outlines), fetchJson(this.#section.dataset.units)]);
    if (!outlines?.patches.length || !units?.units.length) return false;
    this.#origin = originOf(outlines.patches);
    this.#map = openMap(this.#section);
    for (const [name, zIndex] of [["units", 410], ["borders", 420]]) this.#map.createPane(name).style.zIndex = zIndex;
    this.#map.getPane("borders").style.pointerEvents = "none";
    outlines.patches.forEach((patch) => this.#addPatch(patch));
    units.units.forEach((unit) => this.#addUnit(unit));
    const all = [...this.#patches.values()].reduce((box, { shape }) => box.extend(shape.getBounds()), L.latLngBounds([]));
    const own = this.#patches.get(this.#section.dataset.here);
    frame(this.#map, own ? own.shape.getBounds().pad(0.3) : all, all);
    this.#map.on("moveend", () => this.#showNames());
    this.#showNames();
    return true;
  }

  /** What is chosen now. */
  show(ids) {
    const changed = [...ids].filter((id) => !this.#chosen.has(id)).concat([...this.#chosen].filter((id) => !ids.has(id)));
    this.#chosen = new Set(ids);
    for (const id of changed) this.#units.get(id)?.shape.setStyle(this.#styleOf(this.#units.get(id).unit));
  }

  /** After a change: what was drawn of this patch and those beside it is drawn anew; the others stand. */
  async refresh() {
    const units = await fetchJson(this.#section.dataset.units);
    if (!this.#map || !units) return;
    const before = [...this.#units.values()].map(({ unit }) => unit.patch);
    const names = new Set([...before, ...units.units.map((unit) => unit.patch)]);
    const query = new URLSearchParams([...names].map((name) => ["patch", name]));
    const outlines = await fetchJson(`${this.#section.dataset.outlines}?${query}`);
    outlines?.patches.forEach((patch) => this.#redrawPatch(patch));
    Object.entries(outlines?.colours ?? {}).forEach(([name, colour]) => this.#recolour(name, colour));
    this.#units.forEach(({ shape }) => shape.remove());
    this.#units.clear();
    units.units.forEach((unit) => this.#addUnit(unit));
    this.#showNames();
  }

  unit = (id) => this.#units.get(id)?.unit;

  /** Those in view, those of one patch only when it is said. */
  inView(patch) {
    const view = this.#map.getBounds();
    return this.#idsWhere(patch, (place) => view.contains(place));
  }

  /** Let somebody draw a line round homes; `patch` as above. Gives the ids inside, none when it was given up. */
  drawRound(patch) {
    const container = this.#map.getContainer();
    const line = L.polygon([], LASSO).addTo(this.#map);
    const ring = [];
    this.#map.dragging.disable();
    container.classList.add("is-drawn-on");
    return new Promise((resolve) => {
      const parts = new AbortController();
      const on = (target, name, handler) => target.addEventListener(name, handler, { signal: parts.signal, capture: true });
      const end = (ids) => {
        parts.abort();
        line.remove();
        container.classList.remove("is-drawn-on");
        this.#map.dragging.enable();
        resolve(ids);
      };
      const add = (event) => line.setLatLngs(ring.push(this.#map.mouseEventToLatLng(event)) && ring);
      let drawing = false;
      on(container, "pointerdown", (event) => {
        if (event.target.closest(".leaflet-control")) return;
        drawing = true;
        container.setPointerCapture(event.pointerId);
        add(event);
      });
      on(container, "pointermove", (event) => drawing && add(event));
      on(container, "pointerup", () => drawing && end(ring.length < FEWEST_CORNERS ? [] : this.#idsWhere(patch, (place) => isInside(place, ring))));
      on(container, "click", (event) => event.stopPropagation());
      on(document, "keydown", (event) => event.key === "Escape" && end([]));
      this.stopDrawing = () => end([]);
    });
  }

  stopDrawing = () => {};

  #idsWhere(patch, fits) {
    return [...this.#units.values()].filter(({ unit, place }) => (!patch || unit.patch === patch) && fits(L.latLng(place))).map(({ unit }) => unit.id);
  }

  #isHere = (name) => name === this.#section.dataset.here;

  #addPatch(patch) {
    const isHere = this.#isHere(patch.id);
    const rings = ringsOf(patch.rings, this.#origin);
    const shape = L.polygon(rings, { ...borderOf(false), fillColor: fillOf(patch.colour), smoothFactor: 0.5 });
    const edge = L.polygon(rings, { ...borderOf(isHere), fill: false, interactive: false, pane: "borders", smoothFactor: 0.5 });
    tell(this.#map, shape, patchWords(patch));
    shape.on("click", () => window.location.assign(patch.href));
    shape.addTo(this.#map);
    edge.addTo(this.#map);
    this.#patches.set(patch.id, { patch, shape, edge, name: nameOf(patch, this.#origin, isHere), isHere });
  }

  #redrawPatch(patch) {
    const old = this.#patches.get(patch.id);
    if (old) [old.shape, old.edge, old.name].forEach((layer) => layer.remove());
    this.#addPatch(patch);
  }

  // The server changes a colour only where two that are alike now touch.
  #recolour(name, colour) {
    const entry = this.#patches.get(name);
    if (!entry || entry.patch.colour === colour) return;
    entry.patch.colour = colour;
    entry.shape.setStyle({ fillColor: fillOf(colour) });
  }

  #styleOf(unit) {
    const isChosen = this.#chosen.has(unit.id);
    const colour = this.#patches.get(unit.patch)?.patch.colour ?? 0;
    return { color: isChosen ? "#0b0c0c" : "#6b7f83", weight: isChosen ? 3 : 1, fillOpacity: 1, fillColor: isChosen ? chosenFill : fillOf(colour) };
  }

  #addUnit(unit) {
    const shape = L.polygon(ringsOf(unit.rings, this.#origin), { ...this.#styleOf(unit), pane: "units", smoothFactor: 0.5 });
    tell(this.#map, shape, `${unit.name}: ${homesOf(unit.homes)}, in ${unit.patch}${unit.pinned ? ", stays there" : ""}`);
    shape.on("click", () => this.#onPick([unit.id]));
    shape.addTo(this.#map);
    this.#units.set(unit.id, { unit, shape, place: placeOf(unit.at, this.#origin) });
  }

  // A patch whose middle is out of view has its name where it is in view.
  #placeName({ patch, name }) {
    const middle = L.latLng(placeOf(patch.label, this.#origin));
    const view = this.#map.getBounds().pad(-0.05);
    const seen = view.contains(middle) ? [] : [...this.#units.values()].filter(({ unit, place }) => unit.patch === patch.id && view.contains(place));
    const mean = (part) => seen.reduce((sum, { place }) => sum + place[part], 0) / seen.length;
    const [north, east] = [mean(0), mean(1)];
    const byWay = ({ place: a }, { place: b }) => Math.hypot(a[0] - north, a[1] - east) - Math.hypot(b[0] - north, b[1] - east);
    name.setLatLng(seen.sort(byWay)[0]?.place ?? middle);
  }

  #showNames() {
    const entries = [...this.#patches.values()];
    entries.forEach((entry) => this.#placeName(entry));
    showNames(this.#map, entries);
  }
}
