/* The web server: sockets, limits, cookies, static files, what is kept in memory. Pages are `api`'s. */
#ifndef PATCHPLAN_HTTP_SERVER_H
#define PATCHPLAN_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"

struct pp_http_options {
    const char *db_path;
    const char *listen;     /* "127.0.0.1:8080", "[::1]:8080"; port 0: any that is free */
    const char *web_folder; /* NULL: the program's own */
    const char
        *trusted_proxy; /* address of the one peer whose headers are believed; NULL: nobody's */
    const char
        *identity_header; /* what it names the user in, such as "X-Remote-User"; NULL: none */
    const char
        *public_address;  /* "https://patches.example.gov.uk", for addresses in feeds; NULL: none */
    int n_threads;        /* 0: as many as processors, 4 at least */
    int most_connections; /* 0: 8,192, or what the system allows; the longest idle make room */
    size_t cache_bytes;   /* for answers kept in memory; 0: none */
};
/* Listens on 127.0.0.1:8080, trusts nobody, 128 MiB. */
void pp_http_options_default(struct pp_http_options *ret_options);

/* Told once that it listens, and where; `only_here`: other machines cannot reach it. A failure ends the serving. */
typedef int pp_http_ready(void *context, const char *address, bool only_here,
                          struct pp_error *reterr);

/* Serve until `cancel` is asked to stop: no new connections then, what is being answered is finished. PP_E_USAGE: an
 * address that cannot be read; PP_E_EXISTS: another program listens there; what pp_api_open() and `ready` say. */
int pp_http_serve(const struct pp_http_options *options, const struct pp_cancel *cancel,
                  pp_http_ready *ready, void *context, struct pp_error *reterr) PP_CHECKED;

#endif
