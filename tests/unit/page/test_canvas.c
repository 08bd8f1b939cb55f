/* Pages: whole or not at all, one drawing for three kinds of file, text that measures what it draws. */
#include "patchplan/page/canvas.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

static char folder[] = "/tmp/pp-canvas-XXXXXX";

static const char *in_folder(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* A red square, 10 to 30 points, and a word. */
static int draw(const char *path, struct pp_error *err) {
    struct pp_canvas_options options = {
        .width_pt = 100, .height_pt = 50, .png_width_px = 200, .title = "A & B <1>", .about = "x"};
    PP_AUTO_CANVAS struct pp_canvas *canvas = NULL;
    int rc = pp_canvas_open(path, &options, &canvas, err);
    if (rc)
        return rc;
    struct pp_pen pen = {pp_colour_of(0x000000), 1, 2, 1};
    struct pp_text_style style = {.size = 8,
                                  .colour = pp_colour_of(0x000000),
                                  .halo_width = 1,
                                  .halo = pp_colour_of(0xFFFFFF)};
    pp_canvas_box(canvas, 10, 10, 20, 20);
    pp_canvas_paint(canvas, pp_colour_of(0xFF0000), &pen);
    pp_canvas_circle(canvas, 60, 25.0456, 20);
    pp_canvas_paint(canvas, pp_colour_of(0x00FF80), &pen);
    pp_canvas_label(canvas, "L012\n<North>", &style, 60, 25);
    return pp_canvas_finish(canvas, err);
}

static long read_all(const char *path, char *text, size_t size) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    size_t n = fread(text, 1, size - 1, file);
    text[n] = 0;
    fclose(file);
    return (long)n;
}

static void test_kinds(void) {
    static char text[200000];
    struct pp_error err = {0};
    static const char *const files[] = {"a.svg", "a.PNG", "a.pdf"};
    static const char *const begins[] = {"<?xml", "\x89PNG", "%PDF"};
    for (int i = 0; i < 3; i++) {
        is_int(draw(in_folder(files[i]), &err), 0, files[i]);
        long n = read_all(in_folder(files[i]), text, sizeof text);
        ok(n > 100 && memcmp(text, begins[i], 4) == 0, "%s is one", files[i]);
    }
    read_all(in_folder("a.svg"), text, sizeof text);
    ok(strstr(text, "<title>A &amp; B &lt;1>") != NULL, "the SVG has its title, escaped");
    ok(strstr(text, "L012 &lt;North>") != NULL, "the SVG says its labels in words");
    ok(strstr(text, "role=\"img\"") != NULL, "the SVG says that it is a picture");
    ok(strstr(text, "d=\"M10 10l20 0 0 20-20 0z\"") != NULL,
       "corners as short steps from the one before");
    ok(strstr(text, "d=\"M80 25a20 20 0 1 1-40 0 20 20 0 1 1 40 0z\"") != NULL &&
           strstr(text, "#00ff80"),
       "a circle as one, colours as six digits");
}

static void test_refusals(void) {
    struct pp_error err = {0};
    is_int(draw(in_folder("a.gif"), &err), PP_E_USAGE, "another extension is refused");
    ok(strstr(err.message, ".svg") != NULL, "the refusal says which there are");
    is_int(draw(in_folder("none/a.pdf"), &err), PP_E_NOTFOUND, "a folder that is not there");
    mkdir(in_folder("folder.svg"), 0777);
    is_int(draw(in_folder("folder.svg"), &err), PP_E_IO, "a folder in the way is told");
    ok(!pp_canvas_can_write("a") && pp_canvas_can_write("b.Svg"), "what can be written is known");
}

static void test_left_alone(void) {
    char text[64];
    struct pp_error err = {0};
    FILE *file = fopen(in_folder("keep.svg"), "wb");
    fputs("before", file);
    fclose(file);
    struct pp_canvas_options options = {.width_pt = 10, .height_pt = 10};
    struct pp_canvas *canvas = NULL;
    is_int(pp_canvas_open(in_folder("keep.svg"), &options, &canvas, &err), 0, "begun");
    pp_canvas_free(canvas);
    read_all(in_folder("keep.svg"), text, sizeof text);
    is_text(text, "before", "given up: the old file is as it was");
    char command[600];
    snprintf(command, sizeof command, "test -z \"$(ls %s | grep part)\"", folder);
    is_int(system(command), 0, "nothing is left beside it");
}

static void test_measures(void) {
    struct pp_error err = {0};
    struct pp_canvas_options options = {.width_pt = 100, .height_pt = 100};
    PP_AUTO_CANVAS struct pp_canvas *canvas = NULL;
    is_int(pp_canvas_open(in_folder("m.svg"), &options, &canvas, &err), 0, "begun");
    struct pp_text_style style = {.size = 10}, twice = {.size = 20};
    double w1, h1, w2, h2, w3, h3;
    pp_canvas_measure(canvas, "North East", &style, &w1, &h1);
    pp_canvas_measure(canvas, "North East", &twice, &w2, &h2);
    pp_canvas_measure(canvas, "North\nEast", &style, &w3, &h3);
    ok(w1 > 20 && w1 < 120 && h1 > 8, "a word has a size");
    is_near(w2, 2 * w1, 0.05 * w1, "twice the letters, twice the width");
    ok(w3 < w1 && h3 > 1.7 * h1, "two lines are narrower and higher");
    style.wrap_width = w1 * 0.7;
    pp_canvas_measure(canvas, "North East", &style, &w3, &h3);
    ok(w3 <= w1 * 0.7 && h3 > 1.7 * h1, "wrapped at the blank");
}

int main(void) {
    if (!mkdtemp(folder))
        return 1;
    test_kinds();
    test_refusals();
    test_left_alone();
    test_measures();
    char command[600];
    snprintf(command, sizeof command, "rm -r %s", folder);
    is_int(system(command), 0, "swept");
    return tap_done();
}
