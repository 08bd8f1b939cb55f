#include "patchplan/secret/secret.h"

#include <string.h>

#include <sodium.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

_Static_assert(PP_SECRET_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for a hash");
_Static_assert(PP_SECRET_DIGEST_SIZE == 2 * crypto_generichash_BYTES + 1, "room for a digest");

/* Once is enough, more often and from several threads does no harm. */
static int start(struct pp_error *reterr) {
    if (sodium_init() >= 0)
        return 0;
    return pp_fail(reterr, PP_E_LIBRARY, "this machine gives no random numbers");
}

int pp_secret_hash_password(const char *password, char ret_hash[PP_SECRET_HASH_SIZE],
                            struct pp_error *reterr) {
    int rc = start(reterr);
    if (rc)
        return rc;
    if (crypto_pwhash_str(ret_hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return pp_fail_nomem(reterr);
    return 0;
}

bool pp_secret_check_password(const char *hash, const char *password) {
    /* Argon2id of nothing anyone can type, with the same limits. */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if (start(NULL) != 0)
        return false;
    bool right = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
    return right && hash;
}

int pp_secret_judge_password(const char *password, const char *user_name, struct pp_error *reterr) {
    static const char *const common[] = {"123456789012",    "1234567890123",     "12345678901234",
                                         "password1234",    "password12345",     "password123456",
                                         "qwertyuiop12",    "qwertyuiop123",     "letmeinletmein",
                                         "adminadminadmin", "administrator",     "passwordpassword",
                                         "welcomewelcome",  "changemechangeme",  "councilcouncil",
                                         "housinghousing",  "patchplanpatchplan"};
    size_t length = strlen(password);
    if (length < PP_SECRET_LEAST_PASSWORD)
        return pp_fail(reterr, PP_E_INPUT,
                       "a password needs at least %d characters; three words that do not belong "
                       "together are easy to keep in mind",
                       PP_SECRET_LEAST_PASSWORD);
    if (length > PP_SECRET_MOST_PASSWORD)
        return pp_fail(reterr, PP_E_INPUT, "a password may have at most %d characters",
                       PP_SECRET_MOST_PASSWORD);
    bool guessed = strspn(password, (char[]){password[0], '\0'}) == length ||
                   pp_text_same_nocase(password, user_name);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        guessed = guessed || pp_text_same_nocase(password, common[i]);
    return guessed
               ? pp_fail(reterr, PP_E_INPUT,
                         "this password is one of the first that anyone would try; choose another")
               : 0;
}

int pp_secret_token(char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) {
    unsigned char bits[16];
    int rc = start(reterr);
    if (rc)
        return rc;
    randombytes_buf(bits, sizeof bits);
    sodium_bin2base64(ret_token, PP_SECRET_TOKEN_SIZE, bits, sizeof bits,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bits, sizeof bits);
    return 0;
}

int pp_secret_digest(const char *const *parts, size_t n_parts,
                     char ret_digest[PP_SECRET_DIGEST_SIZE], struct pp_error *reterr) {
    crypto_generichash_state state;
    unsigned char digest[crypto_generichash_BYTES];
    int rc = start(reterr);
    if (rc)
        return rc;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < n_parts; i++) {
        size_t length = strlen(parts[i]);
        unsigned char head[8];
        for (size_t b = 0; b < sizeof head; b++)
            head[b] = (unsigned char)((unsigned long long)length >> (8 * b));
        crypto_generichash_update(&state, head, sizeof head);
        crypto_generichash_update(&state, (const unsigned char *)parts[i], length);
    }
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(ret_digest, PP_SECRET_DIGEST_SIZE, digest, sizeof digest);
    return 0;
}

int pp_secret_digest_bytes(const void *bytes, size_t n_bytes,
                           char ret_digest[PP_SECRET_DIGEST_SIZE], struct pp_error *reterr) {
    unsigned char digest[crypto_generichash_BYTES];
    int rc = start(reterr);
    if (rc)
        return rc;
    crypto_generichash(digest, sizeof digest, bytes, n_bytes, NULL, 0);
    sodium_bin2hex(ret_digest, PP_SECRET_DIGEST_SIZE, digest, sizeof digest);
    return 0;
}

bool pp_secret_same(const char *a, const char *b) {
    if (!a || !b || strlen(a) != strlen(b))
        return false;
    return sodium_memcmp(a, b, strlen(a)) == 0;
}

void pp_secret_wipe(void *memory, size_t size) { sodium_memzero(memory, size); }
