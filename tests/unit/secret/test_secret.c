#include "patchplan/core/cancel.h"
#include "patchplan/secret/secret.h"

#include "tests/tap.h"

static void test_passwords(void) {
    char hash[PP_SECRET_HASH_SIZE], again[PP_SECRET_HASH_SIZE];
    struct pp_error err = {0};
    ok(pp_secret_hash_password("lamp river cobble", hash, &err) == 0 &&
           pp_secret_hash_password("lamp river cobble", again, &err) == 0,
       "hashed");
    ok(strncmp(hash, "$argon2id$", 10) == 0 && strcmp(hash, again) != 0, "by Argon2id, with salt");
    ok(pp_secret_check_password(hash, "lamp river cobble"), "the right one");
    ok(!pp_secret_check_password(hash, "lamp river cobblE"), "a wrong one");
    ok(!pp_secret_check_password(hash, "") && !pp_secret_check_password("", "") &&
           !pp_secret_check_password("no hash", "lamp river cobble"),
       "none, and none to compare with");
    double start_s = pp_clock_s();
    pp_secret_check_password(hash, "lamp river");
    double known_s = pp_clock_s() - start_s;
    start_s = pp_clock_s();
    ok(!pp_secret_check_password(NULL, "lamp river cobble"), "nobody's password is never right");
    double unknown_s = pp_clock_s() - start_s;
    ok(unknown_s > known_s / 5, "and takes as long to be refused");
}

static void judges(const char *password, int wanted, const char *what) {
    struct pp_error err = {0};
    is_int(pp_secret_judge_password(password, "frances.adair", &err), wanted, what);
}

static void test_judgement(void) {
    char endless[300];
    memset(endless, 'x', sizeof endless - 1);
    endless[1] = 'y';
    endless[sizeof endless - 1] = '\0';
    judges("lamp river cobble", 0, "three words");
    judges("eleven char", PP_E_INPUT, "too short");
    judges(endless, PP_E_INPUT, "too long");
    judges("aaaaaaaaaaaaaaa", PP_E_INPUT, "one letter");
    judges("Frances.Adair", PP_E_INPUT, "the name itself");
    judges("PasswordPassword", PP_E_INPUT, "what everybody tries");
}

static void test_tokens(void) {
    char a[PP_SECRET_TOKEN_SIZE], b[PP_SECRET_TOKEN_SIZE];
    struct pp_error err = {0};
    ok(pp_secret_token(a, &err) == 0 && pp_secret_token(b, &err) == 0, "two tokens");
    is_int((long long)strlen(a), 22, "of 128 bits");
    ok(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == 22,
       "that may stand in an address");
    ok(strcmp(a, b) != 0 && !pp_secret_same(a, b) && pp_secret_same(a, a), "are different");
    ok(!pp_secret_same(a, NULL) && !pp_secret_same(NULL, NULL) && !pp_secret_same("a", "ab"),
       "nothing equals nothing");
}

static void test_digests(void) {
    char one[PP_SECRET_DIGEST_SIZE], two[PP_SECRET_DIGEST_SIZE], three[PP_SECRET_DIGEST_SIZE];
    const char *const parts[] = {"ab", "c"}, *const moved[] = {"a", "bc"};
    struct pp_error err = {0};
    ok(pp_secret_digest(parts, 2, one, &err) == 0 && pp_secret_digest(parts, 2, two, &err) == 0 &&
           pp_secret_digest(moved, 2, three, &err) == 0,
       "digests");
    ok(strcmp(one, two) == 0 && strlen(one) == 64, "the same of the same");
    ok(strcmp(one, three) != 0, "another when a border moves");
    char secret[8] = "secret";
    pp_secret_wipe(secret, sizeof secret);
    ok(secret[0] == 0 && secret[5] == 0, "wiped");
}

int main(void) {
    test_passwords();
    test_judgement();
    test_tokens();
    test_digests();
    return tap_done();
}
