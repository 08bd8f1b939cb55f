/* How often one address may send forms: never more than its room and what fills it, whatever others do. */
#include "planner/http/rates.h"

#include "tests/tap.h"

static int take_many(struct pp_rates *rates, enum pp_rate rate, const char *address, int n,
                     double now_s) {
    uint64_t mark = pp_rates_mark(rates, address);
    int taken = 0;
    for (int i = 0; i < n; i++)
        taken += pp_rates_take(rates, rate, mark, now_s);
    return taken;
}

int main(void) {
    struct pp_error err = {0};
    struct pp_rates *rates = pp_rates_new(&err);
    ok(rates != NULL, "counts");
    is_int(take_many(rates, PP_RATE_SIGN_IN, "192.0.2.1", 100, 10), 60, "sixty sign-ins at once");
    is_int(take_many(rates, PP_RATE_SIGN_IN, "192.0.2.1", 100, 20), 5, "five more in ten seconds");
    is_int(take_many(rates, PP_RATE_FORM, "192.0.2.1", 300, 20), 240, "other forms apart");
    is_int(take_many(rates, PP_RATE_SIGN_IN, "192.0.2.2", 10, 20), 10, "another address apart");
    is_int(take_many(rates, PP_RATE_SIGN_IN, "192.0.2.1", 100, 20000), 60, "never over its room");
    ok(pp_rates_mark(rates, "2001:db8:1:2::1") == pp_rates_mark(rates, "2001:db8:1:2:ffff::9"),
       "64 bits of IPv6 are one customer");
    ok(pp_rates_mark(rates, "2001:db8:1:2::1") != pp_rates_mark(rates, "2001:db8:1:3::1"),
       "the next 64 another");
    ok(pp_rates_mark(rates, "::ffff:192.0.2.1") == pp_rates_mark(rates, "192.0.2.1"),
       "IPv4 inside IPv6 is IPv4");
    ok(pp_rates_mark(rates, "unknown") == pp_rates_mark(rates, "_x1") &&
           pp_rates_mark(rates, "") == pp_rates_mark(rates, "host:80"),
       "what is no address counts as one and the same");
    char name[PP_ADDRESS_SIZE];
    static const char *const as_sent[][2] = {{"192.0.2.1:5678", "192.0.2.1"},
                                             {"[2001:db8:1:2::1]:443", "2001:db8:1:2::"},
                                             {"[2001:db8:1:2::1]", "2001:db8:1:2::"},
                                             {"fe80::1%eth0", "fe80::"},
                                             {"::ffff:192.0.2.1", "192.0.2.1"},
                                             {"192.0.2.1 ", ""},
                                             {"192.0.2.1:1:2", ""},
                                             {"host.example:80", ""}};
    for (size_t i = 0; i < sizeof as_sent / sizeof *as_sent; i++) {
        pp_rates_name(as_sent[i][0], name);
        is_text(name, as_sent[i][1], as_sent[i][0]);
    }
    pp_rates_free(rates);
    return tap_done();
}
