/* Command lines and options leave sentences as people would write them. */
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"

#include "tests/tap.h"

static void leaves(const char *said, const char *left) {
    PP_AUTO_FREE char *text = pp_for_pages(said);
    if (!ok(text && strcmp(text, left) == 0, "%s", said))
        printf("# left: '%s'\n", text ? text : "nothing");
}

int main(void) {
    leaves("Every rule is kept.", "Every rule is kept.");
    leaves("patchplan: there is no plan called 'x', did you mean 'y'?; see: patchplan plans",
           "there is no plan called 'x', did you mean 'y'?");
    leaves("there is no plan yet; draw one with: patchplan allocate", "there is no plan yet");
    leaves("3 errors; the rows set aside are kept. See: patchplan check",
           "3 errors; the rows set aside are kept.");
    leaves("Two are over.\n      Try: patchplan allocate --size 260:300\nOne is not.\n",
           "Two are over.\nOne is not.\n");
    leaves("Weeks as they stand; others with --from. Nothing else.",
           "Weeks as they stand. Nothing else.");
    leaves("Held as it is (take it off with: patchplan lock P1 --off), and full.",
           "Held as it is, and full.");
    leaves("'--db=x' is no name; it cannot begin with a hyphen",
           "'--db=x' is no name; it cannot begin with a hyphen");
    leaves("Published plan 'first'. Take it back with: patchplan rollback 3\n",
           "Published plan 'first'.\n");
    leaves("this column is missing; it has: A, B; if one of them is meant, add --map \"a=A\"",
           "this column is missing; it has: A, B");
    leaves("A plan of patchplan, from 1 -- 3.", "A plan of patchplan, from 1 -- 3.");
    PP_AUTO_JSON struct pp_json *links =
        pp_links_for_pages("see: patchplan -d a.db plans; patchplan roster show; patchplan checks");
    is_int((long long)pp_json_length(links), 2, "a page for each command that has one, once");
    return tap_done();
}
