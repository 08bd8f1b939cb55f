/* An SVG as cairo writes it says every corner in millionths of a point, as a place on the page. The same picture, smaller:
 *
 *   numbers of paths are rounded to a tenth of a point (a hundredth in letters) and told as steps from the corner before;
 *   four curves that are a circle are told as one; a curve that bends less than can be seen is a line, and a step
 *   shorter than can be seen is a part of the next;
 *   other numbers have two digits behind the point, and colours are told in hexadecimal.
 *
 * Rounding is of places, not of steps, so that no error adds up and two shapes with a common border still share it. */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "planner/page/canvas.h"

enum { GRAINS = 10, GRAINS_OF_LETTERS = 100 }; /* in a point */
static const double unseen_bend_pt = 0.3;
static const double unseen_step_pt = 0.6;

struct pen {
    struct pp_str *out;
    int grains;
    int64_t at[2], start[2]; /* in grains */
    char last;               /* the command that stands in force; 0: none yet */
    bool has_point;          /* in the number told last */
    bool move_waits;         /* until something is drawn from there */
};

static int64_t on_grid(const struct pen *pen, double points) {
    return llround(points * pen->grains);
}

/* A number of grains in points, as short as it can be told; a blank before it where it would run into the one before. */
static void tell(struct pen *pen, int64_t grains, bool is_first) {
    int64_t whole = llabs(grains) / pen->grains, rest = llabs(grains) % pen->grains;
    bool parts_itself = !whole && rest && pen->has_point; /* ".5" behind "1.5" */
    pp_str_append(pen->out, grains < 0 ? "-" : is_first || parts_itself ? "" : " ");
    pen->has_point = rest != 0;
    if (whole || !rest)
        pp_str_appendf(pen->out, "%lld", (long long)whole);
    if (rest && pen->grains == GRAINS)
        pp_str_appendf(pen->out, ".%lld", (long long)rest);
    else if (rest)
        pp_str_appendf(pen->out, rest % 10 ? ".%02lld" : ".%lld",
                       (long long)(rest % 10 ? rest : rest / 10));
}

static void command(struct pen *pen, char name, const int64_t *numbers, int n) {
    bool said = pen->last == name;
    if (!said)
        pp_str_append_char(pen->out, name);
    for (int i = 0; i < n; i++)
        tell(pen, numbers[i], i == 0 && !said);
    pen->last = name;
}

static void move_now(struct pen *pen) {
    if (pen->move_waits)
        command(pen, 'M', pen->at, 2);
    pen->move_waits = false;
}

static void move_to(struct pen *pen, const double *xy) {
    for (int i = 0; i < 2; i++)
        pen->at[i] = pen->start[i] = on_grid(pen, xy[i]);
    pen->move_waits = true;
}

/* Can a corner be left out, when a line to another follows? */
static bool is_unseen(const struct pen *pen, const double *xy, const char *after) {
    double dx = xy[0] - (double)pen->at[0] / pen->grains,
           dy = xy[1] - (double)pen->at[1] / pen->grains;
    return pen->grains == GRAINS && !pen->move_waits && after[strspn(after, " ")] == 'L' &&
           hypot(dx, dy) < unseen_step_pt;
}

static void line_to(struct pen *pen, const double *xy) {
    const int64_t to[2] = {on_grid(pen, xy[0]), on_grid(pen, xy[1])};
    const int64_t step[2] = {to[0] - pen->at[0], to[1] - pen->at[1]};
    bool is_dot = pen->move_waits; /* of no length, yet a pen makes a mark there */
    move_now(pen);
    if (step[0] || step[1] || is_dot)
        command(pen, 'l', step, 2);
    memcpy(pen->at, to, sizeof to);
}

/* How far a middle of a curve lies off the line between its ends. */
static double bend(const double from[2], const double *xy) {
    double dx = xy[4] - from[0], dy = xy[5] - from[1], length = hypot(dx, dy), most = 0;
    for (int i = 0; i < 4; i += 2) {
        double x = xy[i] - from[0], y = xy[i + 1] - from[1];
        most = fmax(most, length > 0 ? fabs(x * dy - y * dx) / length : hypot(x, y));
    }
    return most;
}

static void curve_to(struct pen *pen, const double *xy) {
    const double from[2] = {(double)pen->at[0] / pen->grains, (double)pen->at[1] / pen->grains};
    int64_t step[6];
    if (pen->grains == GRAINS && bend(from, xy) < unseen_bend_pt) {
        line_to(pen, xy + 4);
        return;
    }
    for (int i = 0; i < 6; i++)
        step[i] = on_grid(pen, xy[i]) - pen->at[i % 2];
    move_now(pen);
    command(pen, 'c', step, 6);
    for (int i = 0; i < 2; i++)
        pen->at[i] += step[4 + i];
}

static void close_ring(struct pen *pen) {
    if (!pen->move_waits)
        command(pen, 'z', NULL, 0);
    memcpy(pen->at, pen->start, sizeof pen->at);
    pen->move_waits = true;
}

/* Up to `most` numbers; how many there were. */
static int read_numbers(const char **at, double *numbers, int most) {
    int n = 0;
    for (; n < most; n++) {
        char *end = NULL;
        numbers[n] = strtod(*at, &end);
        if (end == *at)
            break;
        *at = end;
    }
    return n;
}

/* Behind a move: are the next four curves a circle, as cairo draws one? Its radius, and past them; else 0. */
static double read_circle(const char **at, const double *start) {
    double xy[4][6];
    const char *next = *at;
    for (int i = 0; i < 4; i++) {
        next += strspn(next, " ");
        if (*next++ != 'C' || read_numbers(&next, xy[i], 6) != 6)
            return 0;
    }
    double radius = (start[0] - xy[1][4]) / 2;
    const double want[] = {-radius, radius, -2 * radius, 0, -radius, -radius, 0, 0};
    for (int i = 0; i < 8; i++)
        if (fabs(xy[i / 2][4 + i % 2] - start[i % 2] - want[i]) > 0.01)
            return 0;
    if (radius <= 0)
        return 0;
    *at = next;
    return radius;
}

static void circle(struct pen *pen, double radius) {
    int64_t r = on_grid(pen, radius);
    const int64_t there[] = {r, r, 0, pen->grains, pen->grains, -2 * r, 0};
    const int64_t back[] = {r, r, 0, pen->grains, pen->grains, 2 * r, 0};
    move_now(pen);
    command(pen, 'a', there, 7);
    command(pen, 'a', back, 7);
}

/* One command of a path and what follows it; false when it is none that cairo writes. */
static bool step(struct pen *pen, const char **at) {
    double xy[6] = {0}, radius;
    char name = *(*at)++;
    int n = name == 'C' ? 6 : name == 'M' || name == 'L' ? 2 : 0;
    if ((!n && name != 'Z') || read_numbers(at, xy, n) != n)
        return false;
    if (name == 'M') {
        move_to(pen, xy);
        if ((radius = read_circle(at, xy)) > 0)
            circle(pen, radius);
    } else if (name == 'L') {
        if (!is_unseen(pen, xy, *at))
            line_to(pen, xy);
    } else if (name == 'C') {
        curve_to(pen, xy);
    } else {
        close_ring(pen);
    }
    return true;
}

static void append_path(const char *d, size_t n, bool in_letter, struct pp_str *out) {
    PP_AUTO_STR struct pp_str small = {0};
    struct pen pen = {.out = &small, .grains = in_letter ? GRAINS_OF_LETTERS : GRAINS};
    bool is_known = true;
    for (const char *at = d; at < d + n && is_known;)
        if (*at == ' ')
            at++;
        else
            is_known = step(&pen, &at);
    out->failed |= small.failed;
    if (is_known)
        pp_str_append(out, pp_str_text(&small));
    else /* as it stands */
        pp_str_append_n(out, d, n);
}

static void append_colour(const char **at, struct pp_str *out) {
    double parts[3] = {0};
    for (int i = 0; i < 3; i++) {
        char *end = NULL;
        parts[i] = strtod(*at, &end);
        *at = end + strspn(end, "%,)");
    }
    pp_str_appendf(out, "#%02x%02x%02x", (unsigned)lround(2.55 * parts[0]),
                   (unsigned)lround(2.55 * parts[1]), (unsigned)lround(2.55 * parts[2]));
}

/* A digit with a point before or behind it: at most two digits behind the point. */
static void append_number(const char **at, struct pp_str *out) {
    size_t n = strspn(*at, "0123456789");
    pp_str_append_n(out, *at, n);
    *at += n;
    if (**at != '.' || !isdigit((unsigned char)(*at)[1]))
        return;
    n = strspn(*at + 1, "0123456789");
    pp_str_append_n(out, *at, 1 + (n < 2 ? n : 2));
    *at += 1 + n;
}

/* What every browser takes to be so when it is not said. */
static size_t said_for_nothing(const char *at) {
    static const char *const words[] = {"stroke-miterlimit:10;", "stroke-opacity:1;",
                                        "fill-opacity:1;", "stroke:none;", "fill-rule:nonzero;"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    return 0;
}

void pp_svg_append_small(const char *svg, struct pp_str *out) {
    bool in_letter = false;
    size_t n;
    for (const char *at = svg; *at;) {
        if (strncmp(at, " d=\"", 4) == 0) {
            n = strcspn(at + 4, "\"");
            pp_str_append_n(out, at, 4);
            append_path(at + 4, n, in_letter, out);
            at += 4 + n;
        } else if (strncmp(at, "rgb(", 4) == 0) {
            at += 4;
            append_colour(&at, out);
        } else if ((n = said_for_nothing(at)) > 0) {
            at += n;
        } else if (isdigit((unsigned char)*at)) {
            append_number(&at, out);
        } else {
            if (strncmp(at, "<symbol", 7) == 0 || strncmp(at, "</symbol", 8) == 0)
                in_letter = at[1] == 's';
            pp_str_append_char(out, *at++);
        }
    }
}
