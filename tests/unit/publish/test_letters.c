/* Letters and mails: addresses, memory running out, and headers that nothing can add to. */
#include "patchplan/core/alloc.h"
#include "patchplan/publish/letter.h"
#include "patchplan/publish/mail.h"
#include "tests/tap.h"

static void is_address(const char *address, const char *street, const char *town,
                       const char *wanted) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_letter letter = {0};
    struct pp_error err;
    int rc = pp_letter_set_address(&letter, address, street, town, "S1 2AB", &arena, &err);
    for (size_t i = 0; i < letter.n_lines && !rc; i++)
        pp_str_appendf(&text, "%s%s", i ? "|" : "", letter.lines[i]);
    is_text(pp_str_text(&text), wanted, wanted);
}

static void test_addresses(void) {
    is_address("24 Mossford View", "Mossford View", "Sheffield",
               "The tenant(s)|24 Mossford View|Sheffield|S1 2AB");
    is_address("Flat 3", "Oak Street", "", "The tenant(s)|Flat 3|Oak Street|S1 2AB");
    is_address("Flat 3, Oak House, 9 OAK STREET, Sheffield S1 2AB", "Oak Street", "Sheffield",
               "The tenant(s)|Flat 3|Oak House|9 OAK STREET|Sheffield S1 2AB");
    is_address("1 Oakstreet", "Oak", "Hull", "The tenant(s)|1 Oakstreet|Oak|Hull|S1 2AB");
    is_address(" , ,1 A,,", "", "", "The tenant(s)|1 A|S1 2AB");
    is_address("1, 2, 3, 4, 5, 6, 7", "A", "B", "The tenant(s)|1, 2, 3, 4, 5|6|7|A|B|S1 2AB");
}

static void test_memory(void) {
    static const char text[] = "# ((officer))\n\nFrom ((from))\n* ((phone))\n";
    int rc = PP_E_NOMEM, n = 0;
    while (rc == PP_E_NOMEM && n < 100) {
        PP_AUTO_WORDING struct pp_wording *wording = NULL;
        struct pp_error err;
        pp_alloc_fail_at(++n);
        rc = pp_wording_read_text("wording", text, sizeof text - 1, &wording, &err);
        pp_alloc_fail_at(0);
    }
    ok(rc == 0 && n > 3, "memory running out is told at each of %d places", n - 1);
}

static void test_mail(void) {
    static const struct pp_mail_to to[] = {{"A\r\nBcc: x@y", "a@b.example"},
                                           {"B", "b@c>\r\nBcc: x@y"},
                                           {"\xC3\x96zg\xC3\xBCr\r\nBcc: x@y", "c@d.example"},
                                           {"Q \"q\" \\", "e@f.example"}};
    const struct pp_mail mail = {.to = to,
                                 .n_to = 4,
                                 .subject = "S\r\nBcc: x@y",
                                 .text = "a=b \n.\n--=_patchplan_sheet_=\n\xC3\xA9",
                                 .html = "<p>"};
    PP_AUTO_STR struct pp_str text = {0};
    pp_mail_compose(&mail, &text);
    const char *got = pp_str_text(&text);
    ok(!strstr(got, "\nBcc") && !strstr(got, "b@c"), "no header comes out of names and addresses");
    ok(strstr(got, "<c@d.example>") && strstr(got, "\"Q \\\"q\\\" \\\\\" <e@f.example>"),
       "names are quoted or encoded");
    ok(strstr(got, "a=3Db=20\r\n.\r\n--=3D_patchplan_sheet_=3D\r\n=C3=A9"),
       "what would part the message is quoted");
    size_t longest = 0;
    for (const char *at = got; *at; at += strcspn(at, "\n") + 1)
        longest = strcspn(at, "\n") > longest ? strcspn(at, "\n") : longest;
    ok(longest <= 78, "no line is longer than mail allows");
}

int main(void) {
    test_addresses();
    test_memory();
    test_mail();
    return tap_done();
}
