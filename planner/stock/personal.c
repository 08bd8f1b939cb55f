#include <ctype.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/text.h"

/* Small letters only, so that "Tenant_Name 1" and "TenantName" are one. */
static void bare_letters(const char *text, char *ret_bare, size_t size) {
    size_t n = 0;
    for (; *text && n + 1 < size; text++)
        if (isalpha((unsigned char)*text))
            ret_bare[n++] = (char)tolower((unsigned char)*text);
    ret_bare[n] = '\0';
}

/* Anywhere in the name of a column. */
static const char *const parts[] = {"tenantname",      "nameoftenant",
                                    "tenantsname",     "tenantfull",
                                    "maintenant",      "jointtenant",
                                    "leadtenant",      "householder",
                                    "occupiername",    "occupantname",
                                    "customername",    "personname",
                                    "clientname",      "residentname",
                                    "leaseholder",     "surname",
                                    "forename",        "firstname",
                                    "lastname",        "familyname",
                                    "givenname",       "middlename",
                                    "fullname",        "dateofbirth",
                                    "birthdate",       "birthday",
                                    "yearofbirth",     "dobtenant",
                                    "tenantdob",       "alert",
                                    "warning",         "cautionary",
                                    "vulnerab",        "safeguard",
                                    "disab",           "ethnic",
                                    "religio",         "nationalinsurance",
                                    "medical",         "violen",
                                    "nationality",     "tenantphone",
                                    "phoneoftenant",   "tenantmobile",
                                    "tenantemail",     "sickness",
                                    "illness",         "diagnos",
                                    "sicknote",        "fitnote",
                                    "absencereason",   "reasonforabsence",
                                    "reasonofabsence", "absencetype",
                                    "mentalhealth",    "occupationalhealth"};
/* Only as the whole name. */
static const char *const wholes[] = {"tenant",   "tenants",  "dob",     "birth",    "occupier",
                                     "occupant", "marker",   "markers", "customer", "nino",
                                     "ninumber", "resident", "gender",  "sex",      "age"};

const char pp_personal_refused[] =
    "names, birth dates and alerts of people who live in the homes, and reasons why staff are "
    "away, "
    "are never held here; nothing of the file was taken. Delete this column and import the file "
    "again";

bool pp_is_personal_column(const char *column) {
    char bare[128];
    bare_letters(column, bare, sizeof bare);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strstr(bare, parts[i]))
            return true;
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++)
        if (strcmp(bare, wholes[i]) == 0)
            return true;
    return false;
}

/* Is `column` one of `names` ('|' between)? */
static bool is_one_of(const char *column, const char *names) {
    for (const char *at = names; at && *at;) {
        char name[64];
        size_t length = strcspn(at, "|");
        if (length < sizeof name) {
            memcpy(name, at, length);
            name[length] = '\0';
            if (pp_text_same_name(column, name))
                return true;
        }
        at += length + (at[length] == '|');
    }
    return false;
}

int pp_refuse_personal(const struct pp_reader *r, struct pp_error *reterr) {
    size_t n = pp_table_n_columns(r->table);
    for (size_t c = 0; c < n; c++) {
        const char *column = pp_table_column_name(r->table, c);
        int field = pp_table_field_of_column(r->table, c);
        bool known_name = field >= 0 && (size_t)field < r->n_fields &&
                          (r->kind->fields[field].staff ||
                           pp_text_same_name(column, r->kind->fields[field].name));
        if (known_name)
            continue;
        if (is_one_of(column, r->kind->refused))
            return pp_fail_at(reterr, PP_E_REFUSED, r->file_name,
                              pp_table_format(r->table)->header_row, column,
                              "reasons like these are never held here; nothing of the file was "
                              "taken. Delete this column and import the file again");
        if (pp_is_personal_column(column))
            return pp_fail_at(reterr, PP_E_REFUSED, r->file_name,
                              pp_table_format(r->table)->header_row, column, "%s",
                              pp_personal_refused);
    }
    return 0;
}
