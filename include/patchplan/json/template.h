/* Pages as text with holes, filled from a JSON value: a subset of Mustache, without logic.
 *
 *   {{name}} {{officer.phone}} {{.}}   the value as text; & < > " ' are always escaped, there is no other form
 *   {{#list}} ... {{/list}}            once for each element, or once inside an object, or once when it is something
 *   {{^list}} ... {{/list}}            once when it is nothing: absent, null, false, 0, "" or []
 *   {{>head}}                          another template of the folder, filled from where it stands
 *   {{! words for us }}                nothing
 *
 * A name is looked up in the innermost value first, then outwards; the parts after a dot only inside the one before.
 * A line that holds nothing but one of the last four tags leaves no line behind. Attributes must stand in quotes, and
 * addresses come ready from the caller: escaping for HTML does not encode a URL.
 */
#ifndef PATCHPLAN_JSON_TEMPLATE_H
#define PATCHPLAN_JSON_TEMPLATE_H

#include "patchplan/core/error.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"

struct pp_templates; /* parsed once; filling reads only, from any number of threads */

struct pp_templates *pp_templates_new(void); /* NULL: no memory */
void pp_templates_free(struct pp_templates *templates);
void pp_templates_auto_free(struct pp_templates **templates);
#define PP_AUTO_TEMPLATES __attribute__((cleanup(pp_templates_auto_free)))

/* Parse one template, called `name` in {{>name}}. PP_E_FORMAT with file and line: a tag or section that is never
 * closed, closed in the wrong order, nested deeper than 16, or not of the list above. PP_E_EXISTS: `name` again. */
int pp_templates_add(struct pp_templates *templates, const char *name, const char *text,
                     struct pp_error *reterr) PP_CHECKED;
/* Every NAME.html of a folder, as "NAME", then pp_templates_check(). */
int pp_templates_add_folder(struct pp_templates *templates, const char *folder,
                            struct pp_error *reterr) PP_CHECKED;
/* Every {{>name}} is there and none leads back to itself (PP_E_FORMAT). Needed once before filling. */
int pp_templates_check(struct pp_templates *templates, struct pp_error *reterr) PP_CHECKED;
bool pp_templates_has(const struct pp_templates *templates, const char *name);

/* Fill template `name` from `value`, appended to `text`. PP_E_NOTFOUND: no such template. PP_E_NOMEM. Cost: the length
 * of what comes out. */
int pp_template_fill(const struct pp_templates *templates, const char *name,
                     const struct pp_json *value, struct pp_str *text,
                     struct pp_error *reterr) PP_CHECKED;

/* `text` with & < > " ' escaped, appended. */
void pp_html_escape(struct pp_str *html, const char *text);

#endif
