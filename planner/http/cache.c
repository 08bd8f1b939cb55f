/* Answers kept in memory: a hash table of chains, each entry also in the order of its last use. All of one generation:
 * when another begins, everything goes. One lock; what happens under it takes about a microsecond. */
#include <malloc.h>
#include <string.h>

#include "planner/http/server.h"
#include "patchplan/core/alloc.h"

enum {
    N_CHAINS = 1 << 15,
    TRIMMED_BYTES = 16 << 20, /* so much given up at once goes back to the system */
    FIXED_BYTES = 1800        /* of an answer beside its body: a dozen headers, measured */
};

struct entry {
    struct entry *next;          /* in its chain */
    struct entry *older, *newer; /* by last use */
    struct MHD_Response *answer;
    uint64_t hash;
    size_t n_bytes;
    char etag[PP_ETAG_SIZE];
    char target[]; /* zero-terminated */
};

struct pp_cache {
    pthread_mutex_t lock;
    struct entry *chains[N_CHAINS];
    struct entry *oldest, *newest;
    uint64_t generation;
    size_t n_bytes, most_bytes;
};

struct pp_cache *pp_cache_new(size_t most_bytes) {
    struct pp_cache *cache = pp_alloc(sizeof *cache);
    if (!cache)
        return NULL;
    pthread_mutex_init(&cache->lock, NULL);
    cache->most_bytes = most_bytes;
    return cache;
}

/* FNV-1a, 64 bits. Whoever makes targets collide on purpose gains chains of at most most_bytes / FIXED_BYTES. */
static uint64_t hash_of(const char *target) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const unsigned char *at = (const unsigned char *)target; *at; at++)
        hash = (hash ^ *at) * UINT64_C(1099511628211);
    return hash;
}

static void unlink_use(struct pp_cache *cache, struct entry *entry) {
    if (entry->older)
        entry->older->newer = entry->newer;
    else
        cache->oldest = entry->newer;
    if (entry->newer)
        entry->newer->older = entry->older;
    else
        cache->newest = entry->older;
    entry->older = entry->newer = NULL;
}

static void use(struct pp_cache *cache, struct entry *entry) {
    entry->older = cache->newest;
    if (cache->newest)
        cache->newest->newer = entry;
    else
        cache->oldest = entry;
    cache->newest = entry;
}

static void drop(struct pp_cache *cache, struct entry *entry) {
    struct entry **at = &cache->chains[entry->hash % N_CHAINS];
    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    unlink_use(cache, entry);
    cache->n_bytes -= entry->n_bytes;
    MHD_destroy_response(entry->answer);
    pp_free(entry);
}

void pp_cache_free(struct pp_cache *cache) {
    if (!cache)
        return;
    while (cache->oldest)
        drop(cache, cache->oldest);
    pthread_mutex_destroy(&cache->lock);
    pp_free(cache);
}

static struct entry *find(struct pp_cache *cache, const char *target, uint64_t hash) {
    struct entry *entry = cache->chains[hash % N_CHAINS];
    while (entry && (entry->hash != hash || strcmp(entry->target, target) != 0))
        entry = entry->next;
    return entry;
}

/* When a newer generation begins, nothing is kept any more: what was is the caller's, oldest first. */
static struct entry *begin_generation(struct pp_cache *cache, uint64_t generation) {
    if (generation <= cache->generation)
        return NULL;
    struct entry *gone = cache->oldest;
    cache->generation = generation;
    if (gone)
        memset(cache->chains, 0, sizeof cache->chains);
    cache->oldest = cache->newest = NULL;
    cache->n_bytes = 0;
    return gone;
}

/* Outside the lock: there may be many. Each thread takes memory from a place of its own, and what one gave up another
 * does not find: without giving it back the process would grow from generation to generation. */
static void free_all(struct entry *gone) {
    size_t n_bytes = 0;
    while (gone) {
        struct entry *newer = gone->newer;
        n_bytes += gone->n_bytes;
        MHD_destroy_response(gone->answer);
        pp_free(gone);
        gone = newer;
    }
    if (n_bytes > TRIMMED_BYTES)
        malloc_trim(0);
}

bool pp_cache_answer(struct pp_cache *cache, const char *target, uint64_t generation,
                     struct MHD_Connection *mhd, enum MHD_Result *ret_result) {
    uint64_t hash = hash_of(target);
    pthread_mutex_lock(&cache->lock);
    struct entry *gone = begin_generation(cache, generation);
    struct entry *entry = generation == cache->generation ? find(cache, target, hash) : NULL;
    if (entry && cache->n_bytes > cache->most_bytes / 2) { /* else nothing has to go soon */
        unlink_use(cache, entry);
        use(cache, entry);
    }
    if (entry) {
        unsigned status = pp_answer_condition(mhd, entry->etag);
        *ret_result = status == MHD_HTTP_OK
                          ? MHD_queue_response(mhd, status, entry->answer)
                          : pp_answer_without_body(mhd, status, PP_FOR_ALL, entry->etag);
    }
    pthread_mutex_unlock(&cache->lock);
    free_all(gone);
    return entry != NULL;
}

static struct entry *new_entry(const char *target, uint64_t hash, const char *etag,
                               struct MHD_Response *answer, size_t n_bytes) {
    size_t length = strlen(target);
    struct entry *entry = pp_alloc(sizeof *entry + length + 1);
    if (!entry)
        return NULL;
    entry->hash = hash;
    entry->answer = answer;
    entry->n_bytes = n_bytes + length + sizeof *entry + FIXED_BYTES;
    memcpy(entry->target, target, length + 1);
    memcpy(entry->etag, etag, strlen(etag) + 1);
    return entry;
}

/* Takes the answer. Another thread may have kept the same meanwhile; one that was worked out while the file was written
 * is of a generation gone by. */
static bool put(struct pp_cache *cache, uint64_t generation, struct entry *entry) {
    if (generation != cache->generation || find(cache, entry->target, entry->hash) ||
        entry->n_bytes > cache->most_bytes / 4)
        return false;
    while (cache->n_bytes + entry->n_bytes > cache->most_bytes)
        drop(cache, cache->oldest);
    struct entry **chain = &cache->chains[entry->hash % N_CHAINS];
    entry->next = *chain;
    *chain = entry;
    use(cache, entry);
    cache->n_bytes += entry->n_bytes;
    return true;
}

bool pp_cache_keep(struct pp_cache *cache, const char *target, uint64_t generation,
                   const char *etag, struct MHD_Response *answer, size_t n_bytes) {
    struct entry *entry = new_entry(target, hash_of(target), etag, answer, n_bytes);
    if (!entry)
        return false;
    pthread_mutex_lock(&cache->lock);
    struct entry *gone = begin_generation(cache, generation);
    bool kept = put(cache, generation, entry);
    pthread_mutex_unlock(&cache->lock);
    free_all(gone);
    if (!kept)
        pp_free(entry);
    return kept;
}
