/* Progress on stderr: a line that rewrites itself on a terminal, plain lines elsewhere, or JSON lines. */
#include "planner/cli/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "planner/cli/paste.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"

enum { BAR_WIDTH = 24 };

static bool is_due(struct pp_call *call, const char *phase, double every_s) {
    double now_s = pp_clock_s();
    bool new_phase = strcmp(phase, call->progress_phase) != 0;
    if (!new_phase && now_s - call->progress_said_s < every_s)
        return false;
    snprintf(call->progress_phase, sizeof call->progress_phase, "%s", phase);
    call->progress_said_s = now_s;
    return true;
}

static void say_bar(void *context, const char *phase, int64_t done, int64_t total,
                    const char *note) {
    struct pp_call *call = context;
    if (!is_due(call, phase, 0.1))
        return;
    char bar[BAR_WIDTH + 1] = "", count[32];
    if (total > 0) {
        int64_t filled = done >= total ? BAR_WIDTH : BAR_WIDTH * done / total;
        memset(bar, '.', BAR_WIDTH);
        memset(bar, '#', (size_t)filled);
        snprintf(count, sizeof count, "%3d%%", done >= total ? 100 : (int)(100 * done / total));
    } else {
        pp_text_format_count(done, count, sizeof count);
    }
    fprintf(stderr, "\r\033[K%s %s %s%s%s", phase, bar, count, note ? "  " : "", note ? note : "");
    fflush(stderr);
    call->progress_line_open = true;
}

static void say_line(void *context, const char *phase, int64_t done, int64_t total,
                     const char *note) {
    struct pp_call *call = context;
    if (!is_due(call, phase, 5.0))
        return;
    char count[32] = "";
    if (total > 0)
        snprintf(count, sizeof count, " %d%%", done >= total ? 100 : (int)(100 * done / total));
    fprintf(stderr, "%s%s%s%s\n", phase, count, note ? "  " : "", note ? note : "");
}

static void say_json(void *context, const char *phase, int64_t done, int64_t total,
                     const char *note) {
    struct pp_call *call = context;
    if (!is_due(call, phase, 0.5))
        return;
    PP_AUTO_JSON struct pp_json *event = pp_json_new_object();
    pp_json_set(event, "phase", pp_json_new_text(phase));
    pp_json_set(event, "done", pp_json_new_int(done));
    pp_json_set(event, "total", pp_json_new_int(total));
    pp_json_set(event, "note", pp_json_new_text(note));
    PP_AUTO_FREE char *text = event ? pp_json_dump(event, 0) : NULL;
    if (text)
        fprintf(stderr, "%s\n", text);
}

void pp_call_start_progress(struct pp_call *call) {
    const char *how = pp_call_text(call, "progress");
    bool terminal = isatty(STDERR_FILENO);
    call->progress.context = call;
    if (how && strcmp(how, "json") == 0)
        call->progress.report = say_json;
    else if (how && strcmp(how, "always") == 0)
        call->progress.report = terminal ? say_bar : say_line;
    else if (!(how && strcmp(how, "never") == 0) && terminal && !pp_call_quiet(call))
        call->progress.report = say_bar;
}

void pp_call_end_progress_line(struct pp_call *call) {
    if (call->progress_line_open)
        fputs("\r\033[K", stderr);
    call->progress_line_open = false;
}

void pp_say_tame(const struct pp_call *call, char *text) {
    PP_AUTO_STR struct pp_str pasted = {0};
    pp_paste_commands(call, text ? text : "", &pasted);
    for (char *line = pasted.data && !pasted.failed ? pasted.data : text; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        pp_text_tame(line);
        fprintf(stderr, "%s%s", line, end ? "\n" : "");
        line = end;
    }
    fputc('\n', stderr);
}

void pp_call_say(struct pp_call *call, const char *format, ...) {
    pp_call_end_progress_line(call);
    if (pp_call_quiet(call))
        return;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    PP_AUTO_FREE char *text = n < 0 ? NULL : pp_alloc((size_t)n + 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    pp_say_tame(call, text);
}

void pp_call_print(const struct pp_call *call, const char *text) {
    PP_AUTO_STR struct pp_str pasted = {0};
    pp_paste_commands(call, text, &pasted);
    fputs(pasted.failed ? text : pp_str_text(&pasted), stdout);
}
