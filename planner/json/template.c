#include "patchplan/json/template.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"

enum {
    MOST_NESTED = 16,
    MOST_PARTIALS_DEEP = 8,
    MOST_VALUES = MOST_NESTED * MOST_PARTIALS_DEEP + 1
};

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

/* A template is a row of nodes; what a section holds stands between it and `end`. */
struct node {
    enum node_kind kind;
    const char *text; /* NODE_TEXT: so many bytes; else a name, zero-terminated in `names` */
    size_t length;
    size_t end;   /* of a section: the node behind its last */
    size_t which; /* of a partial: its number, settled by the check */
    int line;
};

struct template {
    char *name, *text; /* text: names in it are zero-terminated in place */
    struct node *nodes;
    size_t n_nodes, cap_nodes;
    int n_deep; /* partials inside it, set by the check; 0 = not looked at yet, -1 = being looked at */
};

struct pp_templates {
    struct template *rows;
    size_t n, cap;
    bool checked;
};

/* ---- the set ---- */

struct pp_templates *pp_templates_new(void) {
    return pp_alloc(sizeof(struct pp_templates));
}

static void free_template(struct template *template) {
    pp_free(template->name);
    pp_free(template->text);
    pp_free(template->nodes);
}

void pp_templates_free(struct pp_templates *templates) {
    if (!templates)
        return;
    for (size_t i = 0; i < templates->n; i++)
        free_template(&templates->rows[i]);
    pp_free(templates->rows);
    pp_free(templates);
}

void pp_templates_auto_free(struct pp_templates **templates) { pp_templates_free(*templates); }

static const struct template *find(const struct pp_templates *templates, const char *name) {
    for (size_t i = 0; i < templates->n; i++)
        if (strcmp(templates->rows[i].name, name) == 0)
            return &templates->rows[i];
    return NULL;
}

bool pp_templates_has(const struct pp_templates *templates, const char *name) {
    return find(templates, name) != NULL;
}

/* ---- parsing ---- */

struct parser {
    struct template *template;
    size_t open[MOST_NESTED]; /* sections not yet closed, as nodes */
    int n_open;
    char *at; /* where the text goes on */
    int line;
    struct pp_error *reterr;
};

static int fail_here(const struct parser *parser, const char *what, const char *which) {
    return pp_fail_at(parser->reterr, PP_E_FORMAT, parser->template->name, parser->line, NULL,
                      "%s%s%s%s", what, which ? " '" : "", which ? which : "", which ? "'" : "");
}

static int add_node(struct parser *parser, struct node node) {
    struct template *template = parser->template;
    int rc = pp_reserve(&template->nodes, &template->cap_nodes, template->n_nodes + 1,
                        sizeof *template->nodes, parser->reterr);
    if (rc)
        return rc;
    node.line = parser->line;
    template->nodes[template->n_nodes++] = node;
    return 0;
}

static int add_text(struct parser *parser, const char *text, size_t length) {
    if (length == 0)
        return 0;
    return add_node(parser, (struct node){.kind = NODE_TEXT, .text = text, .length = length});
}

static int count_lines(const char *from, const char *to) {
    int n = 0;
    for (; from < to; from++)
        n += *from == '\n';
    return n;
}

static bool is_name(const char *name) {
    if (strcmp(name, ".") == 0)
        return true;
    bool part_open = false; /* a letter since the last dot */
    for (; *name; name++) {
        if (*name == '.' ? !part_open
                         : !isalnum((unsigned char)*name) && *name != '_' && *name != '-')
            return false;
        part_open = *name != '.';
    }
    return part_open;
}

static int open_section(struct parser *parser, enum node_kind kind, const char *name) {
    if (parser->n_open == MOST_NESTED)
        return fail_here(parser, "sections are nested too deep at", name);
    parser->open[parser->n_open++] = parser->template->n_nodes;
    return add_node(parser, (struct node){.kind = kind, .text = name});
}

static int close_section(struct parser *parser, const char *name) {
    if (parser->n_open == 0)
        return fail_here(parser, "nothing is open that this closes:", name);
    struct node *section = &parser->template->nodes[parser->open[parser->n_open - 1]];
    if (strcmp(section->text, name) != 0)
        return fail_here(parser, "the section to be closed first is", section->text);
    section->end = parser->template->n_nodes;
    parser->n_open--;
    return 0;
}

/* What stands between {{ and }}, zero-terminated. */
static int add_tag(struct parser *parser, char kind, char *name) {
    if (kind == '!')
        return 0;
    while (isspace((unsigned char)*name))
        name++;
    for (size_t n = strlen(name); n > 0 && isspace((unsigned char)name[n - 1]); n--)
        name[n - 1] = '\0';
    if (!is_name(name))
        return fail_here(parser, "this is no tag that is known:", name);
    switch (kind) {
    case '#':
        return open_section(parser, NODE_SECTION, name);
    case '^':
        return open_section(parser, NODE_INVERTED, name);
    case '/':
        return close_section(parser, name);
    case '>':
        return add_node(parser, (struct node){.kind = NODE_PARTIAL, .text = name});
    default:
        return add_node(parser, (struct node){.kind = NODE_VALUE, .text = name});
    }
}

/* Does the tag from `open` to `after` stand alone in its line? Then where the line begins and ends. */
static bool stands_alone(const struct parser *parser, char *open, char *after, char **ret_from,
                         char **ret_to) {
    char *from = open;
    while (from > parser->at && (from[-1] == ' ' || from[-1] == '\t'))
        from--;
    if (from > parser->template->text && from[-1] != '\n')
        return false;
    after += strspn(after, " \t\r");
    if (*after != '\n' && *after != '\0')
        return false;
    *ret_from = from;
    *ret_to = after + (*after == '\n');
    return true;
}

static int parse_tag(struct parser *parser, char *open) {
    char *close = strstr(open, "}}");
    parser->line += count_lines(parser->at, open);
    if (!close)
        return fail_here(parser, "a {{ is never closed by }}", NULL);
    bool has_kind = open[2] && strchr("#^/>!", open[2]);
    char kind = has_kind ? open[2] : '\0', *from = open, *to = close + 2;
    if (has_kind)
        stands_alone(parser, open, to, &from, &to);
    int n_lines = count_lines(open, to);
    int rc = add_text(parser, parser->at, (size_t)(from - parser->at));
    *close = '\0';
    if (!rc)
        rc = add_tag(parser, kind, open + 2 + has_kind);
    parser->line += n_lines;
    parser->at = to;
    return rc;
}

static int parse(struct template *template, struct pp_error *reterr) {
    struct parser parser = {
        .template = template, .at = template->text, .line = 1, .reterr = reterr};
    for (char *open; (open = strstr(parser.at, "{{")) != NULL;) {
        int rc = parse_tag(&parser, open);
        if (rc)
            return rc;
    }
    if (parser.n_open) {
        const struct node *section = &template->nodes[parser.open[parser.n_open - 1]];
        parser.line = section->line;
        return fail_here(&parser, "a section is never closed:", section->text);
    }
    return add_text(&parser, parser.at, strlen(parser.at));
}

int pp_templates_add(struct pp_templates *templates, const char *name, const char *text,
                     struct pp_error *reterr) {
    if (find(templates, name))
        return pp_fail(reterr, PP_E_EXISTS, "there are two templates called '%s'", name);
    int rc = pp_reserve(&templates->rows, &templates->cap, templates->n + 1,
                        sizeof *templates->rows, reterr);
    if (rc)
        return rc;
    struct template template = {.name = pp_strdup(name), .text = pp_strdup(text)};
    rc = template.name && template.text ? parse(&template, reterr) : pp_fail_nomem(reterr);
    if (rc) {
        free_template(&template);
        return rc;
    }
    templates->rows[templates->n++] = template;
    templates->checked = false;
    return 0;
}

/* ---- a folder ---- */

static int add_file(struct pp_templates *templates, const char *folder, const char *file_name,
                    struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0}, text = {0};
    const char *dot = strrchr(file_name, '.');
    if (!dot || dot == file_name || strcmp(dot, ".html") != 0)
        return 0;
    PP_AUTO_FREE char *name = pp_strndup(file_name, (size_t)(dot - file_name));
    pp_str_appendf(&path, "%s/%s", folder, file_name);
    if (!name || path.failed)
        return pp_fail_nomem(reterr);
    int rc = pp_file_read(pp_str_text(&path), "read the page", &text, reterr);
    return rc ? rc : pp_templates_add(templates, name, pp_str_text(&text), reterr);
}

int pp_templates_add_folder(struct pp_templates *templates, const char *folder,
                            struct pp_error *reterr) {
    DIR *dir = opendir(folder);
    if (!dir)
        return pp_fail_system(reterr, errno, "read the folder of pages", folder);
    int rc = 0;
    for (struct dirent *entry; !rc && (entry = readdir(dir)) != NULL;)
        rc = add_file(templates, folder, entry->d_name, reterr);
    closedir(dir);
    return rc ? rc : pp_templates_check(templates, reterr);
}

/* ---- the check ---- */

/* How many partials deep a template goes: 1 + the deepest of its own. */
static int look_into(struct pp_templates *templates, struct template *template,
                     struct pp_error *reterr) {
    if (template->n_deep > 0)
        return 0;
    int deepest = 0;
    template->n_deep = -1;
    for (size_t i = 0; i < template->n_nodes; i++) {
        struct node *node = &template->nodes[i];
        if (node->kind != NODE_PARTIAL)
            continue;
        const struct template *found = find(templates, node->text);
        if (!found)
            return pp_fail_at(reterr, PP_E_FORMAT, template->name, node->line, NULL,
                              "there is no template '%s'", node->text);
        node->which = (size_t)(found - templates->rows);
        if (found->n_deep < 0)
            return pp_fail_at(reterr, PP_E_FORMAT, template->name, node->line, NULL,
                              "'%s' leads back to itself", node->text);
        int rc = look_into(templates, &templates->rows[node->which], reterr);
        if (rc)
            return rc;
        deepest = found->n_deep > deepest ? found->n_deep : deepest;
    }
    template->n_deep = deepest + 1;
    if (template->n_deep <= MOST_PARTIALS_DEEP)
        return 0;
    return pp_fail_at(reterr, PP_E_FORMAT, template->name, 0, NULL,
                      "templates inside templates go deeper than %d", MOST_PARTIALS_DEEP);
}

int pp_templates_check(struct pp_templates *templates, struct pp_error *reterr) {
    for (size_t i = 0; i < templates->n; i++)
        templates->rows[i].n_deep = 0;
    for (size_t i = 0; i < templates->n; i++) {
        int rc = look_into(templates, &templates->rows[i], reterr);
        if (rc)
            return rc;
    }
    templates->checked = true;
    return 0;
}

/* ---- filling ---- */

struct filler {
    const struct pp_templates *templates;
    struct pp_str *text;
    const struct pp_json *values[MOST_VALUES]; /* the innermost last */
    int n_values;
};

void pp_html_escape(struct pp_str *html, const char *text) {
    for (;;) {
        size_t plain = strcspn(text, "&<>\"'");
        pp_str_append_n(html, text, plain);
        text += plain;
        switch (*text++) {
        case '&':
            pp_str_append(html, "&amp;");
            break;
        case '<':
            pp_str_append(html, "&lt;");
            break;
        case '>':
            pp_str_append(html, "&gt;");
            break;
        case '"':
            pp_str_append(html, "&quot;");
            break;
        case '\'':
            pp_str_append(html, "&#39;");
            break;
        default:
            return;
        }
    }
}

/* The part of a dotted name up to the next dot as a key; where the next part begins, NULL at the end. */
static const char *next_part(const char *name, char ret_key[64]) {
    size_t length = strcspn(name, ".");
    size_t kept = length < 63 ? length : 63;
    memcpy(ret_key, name, kept);
    ret_key[kept] = '\0';
    return name[length] ? name + length + 1 : NULL;
}

static const struct pp_json *look_up(const struct filler *filler, const char *name) {
    if (strcmp(name, ".") == 0)
        return filler->values[filler->n_values - 1];
    char key[64];
    const struct pp_json *found = NULL;
    name = next_part(name, key);
    for (int i = filler->n_values - 1; i >= 0 && !found; i--)
        found = pp_json_get(filler->values[i], key);
    while (name && found) {
        name = next_part(name, key);
        found = pp_json_get(found, key);
    }
    return found;
}

static void put_value(struct pp_str *text, const struct pp_json *value) {
    double number = 0;
    if (pp_json_text(value))
        pp_html_escape(text, pp_json_text(value));
    else if (pp_json_number(value, &number))
        pp_str_appendf(text, pp_json_kind(value) == PP_JSON_INT ? "%.0f" : "%.15g", number);
}

static bool is_something(const struct pp_json *value) {
    double number = 0;
    switch (pp_json_kind(value)) {
    case PP_JSON_NULL:
        return false;
    case PP_JSON_BOOL:
        return pp_json_is_true(value);
    case PP_JSON_INT:
    case PP_JSON_REAL:
        return pp_json_number(value, &number) && number != 0;
    case PP_JSON_TEXT:
        return *pp_json_text(value) != '\0';
    case PP_JSON_ARRAY:
        return pp_json_length(value) > 0;
    default:
        return true;
    }
}

static void fill_nodes(struct filler *filler, const struct template *template, size_t from,
                       size_t to);

static void fill_inside(struct filler *filler, const struct template *template, size_t section,
                        const struct pp_json *value) {
    filler->values[filler->n_values++] = value;
    fill_nodes(filler, template, section + 1, template->nodes[section].end);
    filler->n_values--;
}

static void fill_section(struct filler *filler, const struct template *template, size_t at) {
    const struct node *node = &template->nodes[at];
    const struct pp_json *value = look_up(filler, node->text);
    if (is_something(value) == (node->kind == NODE_INVERTED))
        return;
    if (node->kind == NODE_INVERTED || pp_json_kind(value) != PP_JSON_ARRAY) {
        bool goes_in = node->kind == NODE_SECTION;
        fill_inside(filler, template, at, goes_in ? value : filler->values[filler->n_values - 1]);
        return;
    }
    for (size_t i = 0; i < pp_json_length(value) && !filler->text->failed; i++)
        fill_inside(filler, template, at, pp_json_at(value, i));
}

static void fill_nodes(struct filler *filler, const struct template *template, size_t from,
                       size_t to) {
    for (size_t i = from; i < to; i++) {
        const struct node *node = &template->nodes[i];
        switch (node->kind) {
        case NODE_TEXT:
            pp_str_append_n(filler->text, node->text, node->length);
            break;
        case NODE_VALUE:
            put_value(filler->text, look_up(filler, node->text));
            break;
        case NODE_PARTIAL: {
            const struct template *inner = &filler->templates->rows[node->which];
            fill_nodes(filler, inner, 0, inner->n_nodes);
            break;
        }
        default:
            fill_section(filler, template, i);
            i = node->end - 1;
        }
    }
}

int pp_template_fill(const struct pp_templates *templates, const char *name,
                     const struct pp_json *value, struct pp_str *text, struct pp_error *reterr) {
    const struct template *template = templates->checked ? find(templates, name) : NULL;
    if (!template)
        return pp_fail(reterr, PP_E_NOTFOUND, "there is no page template '%s'", name);
    struct filler filler = {.templates = templates, .text = text, .values = {value}, .n_values = 1};
    fill_nodes(&filler, template, 0, template->n_nodes);
    return text->failed || pp_memory_ran_out() ? pp_fail_nomem(reterr) : 0;
}
