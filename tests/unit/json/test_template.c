#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/template.h"

#include "tests/tap.h"

/* `text` filled from `json`, as a text of its own; NULL when either is refused. */
static char *fill(const char *text, const char *json, struct pp_error *err) {
    PP_AUTO_TEMPLATES struct pp_templates *templates = pp_templates_new();
    PP_AUTO_JSON struct pp_json *value = NULL;
    PP_AUTO_STR struct pp_str page = {0};
    if (!templates)
        pp_fail_nomem(err);
    if (!templates || pp_json_read_text(json, "json", &value, err) != 0 ||
        pp_templates_add(templates, "foot", "<p>{{council}}</p>\n", err) != 0 ||
        pp_templates_add(templates, "page", text, err) != 0 ||
        pp_templates_check(templates, err) != 0 ||
        pp_template_fill(templates, "page", value, &page, err) != 0)
        return NULL;
    pp_str_append(&page, "");
    return pp_strdup(pp_str_text(&page));
}

static void fills(const char *text, const char *json, const char *wanted, const char *what) {
    struct pp_error err = {0};
    PP_AUTO_FREE char *got = fill(text, json, &err);
    if (!is_text(got, wanted, what) && !got)
        printf("# %s:%lld: %s\n", err.file, (long long)err.row, err.message);
}

static void test_values(void) {
    fills("{{name}} {{officer.phone}}", "{\"name\":\"P04\",\"officer\":{\"phone\":\"0114\"}}",
          "P04 0114", "names and dotted names");
    fills("{{n}} {{r}} {{t}}{{no}}{{none}}|",
          "{\"n\":-12345678901,\"r\":0.25,\"t\":true,\"none\":null}", "-12345678901 0.25 |",
          "numbers as they are, nothing for what is nothing");
    fills("<p title=\"{{x}}\">{{x}}</p>", "{\"x\":\"<img src=x onerror='a(\\\"&\\\")'>\"}",
          "<p title=\"&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)&#39;&gt;\">"
          "&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)&#39;&gt;</p>",
          "everything is escaped");
    fills("{ {{name}} } }}", "{\"name\":\"{{name}}\"}", "{ {{name}} } }}",
          "what comes out is not looked at again");
    fills("{{a.b.c}}{{a.b.c.d}}{{b.c}}", "{\"a\":{\"b\":{\"c\":\"x\"}}}", "x",
          "a dot looks only inside");
}

static void test_sections(void) {
    fills("{{#rows}}[{{name}}{{unit}}]{{/rows}}",
          "{\"unit\":\"m\",\"rows\":[{\"name\":1},{\"name\":2},{\"name\":3,\"unit\":\"\"}]}",
          "[1m][2m][3]", "each element, names looked up outwards");
    fills("{{#tags}}{{.}};{{/tags}}", "{\"tags\":[\"a\",2,\"<\"]}", "a;2;&lt;;", "plain elements");
    fills("{{#o}}{{x}}{{/o}}{{#t}}yes{{/t}}{{#s}}{{.}}{{/s}}",
          "{\"o\":{\"x\":1},\"t\":true,\"s\":\"text\"}", "1yestext",
          "objects, true and texts once");
    fills("{{#a}}x{{/a}}{{#b}}x{{/b}}{{#c}}x{{/c}}{{#d}}x{{/d}}{{#e}}x{{/e}}{{#f}}x{{/f}}|"
          "{{^a}}1{{/a}}{{^b}}2{{/b}}{{^c}}3{{/c}}{{^d}}4{{/d}}{{^e}}5{{/e}}{{^f}}6{{/f}}{{^g}}7{{/"
          "g}}",
          "{\"a\":null,\"b\":false,\"c\":0,\"d\":\"\",\"e\":[],\"g\":{}}", "|123456",
          "what counts as nothing");
    fills("{{#rows}}{{#.}}{{.}}{{/.}};{{/rows}}", "{\"rows\":[[1,2],[3]]}", "12;3;",
          "lists inside lists");
}

static void test_lines(void) {
    fills("<ul>\n  {{#rows}}\n  <li>{{.}}</li>\n  {{/rows}}\n</ul>\n", "{\"rows\":[1,2]}",
          "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>\n", "a tag alone in its line leaves no line");
    fills("a\n{{! {{ nothing\n of it }}\nb {{! here }}c\n", "{}", "a\nb c\n", "comments");
    fills("x\n  {{>foot}}\ny {{>foot}}", "{\"council\":\"A&B\"}",
          "x\n<p>A&amp;B</p>\ny <p>A&amp;B</p>\n", "another template");
    fills("{{#rows}}{{>foot}}{{/rows}}", "{\"rows\":[{\"council\":\"A\"},{\"council\":\"B\"}]}",
          "<p>A</p>\n<p>B</p>\n", "filled from where it stands");
}

static void refuses(const char *text, int row, const char *what) {
    struct pp_error err = {0};
    PP_AUTO_FREE char *got = fill(text, "{}", &err);
    ok(!got && err.code == PP_E_FORMAT && err.row == row && strcmp(err.file, "page") == 0,
       "refused: %s", what);
    if (err.row != row)
        printf("# line %lld: %s\n", (long long)err.row, err.message);
}

static void test_refusals(void) {
    refuses("a\n{{b", 2, "a tag that is never closed");
    refuses("\n{{#a}}\n\n", 2, "a section that is never closed");
    refuses("\n{{/a}}", 2, "a section that was never opened");
    refuses("{{#a}}\n{{#b}}\n{{/a}}{{/b}}", 3, "sections closed across");
    refuses("{{{raw}}}", 1, "the unescaped form");
    refuses("\n\n{{&raw}}", 3, "the other unescaped form");
    refuses("{{}}", 1, "no name");
    refuses("{{a..b}}", 1, "a dot too many");
    refuses("{{=<% %>=}}", 1, "other brackets");
    refuses("x\n{{>nobody}}", 2, "a template that is not there");
    refuses("{{>page}}", 1, "a template inside itself");
    char deep[17 * 6 + 1] = "";
    for (int i = 0; i < 17; i++)
        memcpy(deep + 6 * i, "{{#a}}", 7);
    refuses(deep, 1, "sections nested too deep");
}

/* Templates that hold each other 9 deep are refused, 8 deep are filled. */
static void test_depth(void) {
    PP_AUTO_TEMPLATES struct pp_templates *templates = pp_templates_new();
    PP_AUTO_STR struct pp_str page = {0};
    struct pp_error err = {0};
    char name[8], text[16];
    int rc = pp_templates_add(templates, "t1", "x", &err);
    for (int i = 2; i <= 8 && !rc; i++) {
        snprintf(name, sizeof name, "t%d", i);
        snprintf(text, sizeof text, "{{>t%d}}", i - 1);
        rc = pp_templates_add(templates, name, text, &err);
    }
    ok(!rc && pp_templates_check(templates, &err) == 0, "8 templates deep");
    ok(pp_template_fill(templates, "t8", NULL, &page, &err) == 0 &&
           strcmp(pp_str_text(&page), "x") == 0,
       "are filled, from nothing too");
    ok(pp_templates_add(templates, "t9", "{{>t8}}", &err) == 0, "the ninth");
    is_int(pp_templates_check(templates, &err), PP_E_FORMAT, "is refused");
    is_int(pp_templates_add(templates, "t9", "", &err), PP_E_EXISTS, "a name given twice");
    is_int(pp_template_fill(templates, "t1", NULL, &page, &err), PP_E_NOTFOUND,
           "nothing is filled before all is checked");
}

static void test_folder(void) {
    char folder[] = "/tmp/patchplan-template-XXXXXX", path[64];
    PP_AUTO_TEMPLATES struct pp_templates *templates = pp_templates_new();
    struct pp_error err = {0};
    ok(mkdtemp(folder) != NULL, "a folder");
    snprintf(path, sizeof path, "%s/home.html", folder);
    FILE *file = fopen(path, "w");
    fputs("{{name}}", file);
    fclose(file);
    ok(pp_templates_add_folder(templates, folder, &err) == 0 &&
           pp_templates_has(templates, "home") && !pp_templates_has(templates, "away"),
       "is read");
    unlink(path);
    rmdir(folder);
    is_int(pp_templates_add_folder(templates, folder, &err), PP_E_NOTFOUND, "one that is gone");
}

/* Whatever allocation fails: refused in words or filled, never half a page. */
static void test_memory(void) {
    static const char text[] = "{{#rows}}\n{{>foot}}{{name}}{{/rows}}";
    int n_refused = 0, n_wrong = 0;
    for (long n = 1;; n++) {
        struct pp_error err = {0};
        pp_alloc_fail_at(n);
        PP_AUTO_FREE char *got = fill(text, "{\"rows\":[{\"name\":1},{\"council\":\"x\"}]}", &err);
        pp_alloc_fail_at(0);
        if (got && strcmp(got, "<p></p>\n1<p>x</p>\n") == 0)
            break;
        n_wrong += got != NULL;
        n_refused += err.code == PP_E_NOMEM;
    }
    ok(n_refused > 5 && n_wrong == 0, "each of %d allocations may fail", n_refused);
}

int main(void) {
    test_values();
    test_sections();
    test_lines();
    test_refusals();
    test_depth();
    test_folder();
    test_memory();
    return tap_done();
}
