// The libcurl that is there when first needed. Nothing here is linked against it: `__typeof__` takes only the types.
#define CURL_DISABLE_TYPECHECK
#include "cshims_curl.h"
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

#define FUNCTIONS(X)                                                                                                   \
    X(curl_global_init) X(curl_version_info) X(curl_free)                                                              \
    X(curl_easy_init) X(curl_easy_cleanup) X(curl_easy_setopt) X(curl_easy_getinfo) X(curl_easy_strerror)              \
    X(curl_slist_append) X(curl_slist_free_all)                                                                        \
    X(curl_multi_init) X(curl_multi_cleanup) X(curl_multi_setopt) X(curl_multi_add_handle)                             \
    X(curl_multi_remove_handle) X(curl_multi_perform) X(curl_multi_poll) X(curl_multi_wakeup)                          \
    X(curl_multi_info_read)                                                                                            \
    X(curl_url) X(curl_url_cleanup) X(curl_url_set) X(curl_url_get)

#define POINTER(name) __typeof__(name) *p_##name;
static struct { FUNCTIONS(POINTER) } lib;
static int loaded;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/// Fills the table from `handle`; the name of a function that is not there, or NULL.
static const char *find_functions(void *handle) {
#define FIND(name) if (!(lib.p_##name = (__typeof__(name) *)dlsym(handle, #name))) return #name;
    FUNCTIONS(FIND)
    return NULL;
}

int cs_curl_load(const char *library, char *problem, size_t capacity) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *why = dlerror();
        snprintf(problem, capacity, "%s", why ? why : library);
        return -1;
    }
    int result = 0;
    pthread_mutex_lock(&loading);
    if (!loaded) {
        const char *missing = find_functions(handle);
        if (missing) {
            snprintf(problem, capacity, "%s has no %s", library, missing);
            result = -1;
        } else if (lib.p_curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
            snprintf(problem, capacity, "%s: curl_global_init failed", library);
            result = -1;
        } else {
            loaded = 1;
        }
    }
    pthread_mutex_unlock(&loading);
    // The handle stays open: its code may run until the process ends.
    return result;
}

uint32_t cs_curl_version(void) { return lib.p_curl_version_info(CURLVERSION_NOW)->version_num; }
const char *cs_curl_error(uint32_t code) { return lib.p_curl_easy_strerror((CURLcode)code); }

void *cs_curl_easy(void) { return lib.p_curl_easy_init(); }
void cs_curl_easy_free(void *easy) { lib.p_curl_easy_cleanup(easy); }
uint32_t cs_curl_set_long(void *easy, uint32_t option, long value) {
    return lib.p_curl_easy_setopt(easy, (CURLoption)option, value);
}
uint32_t cs_curl_set_size(void *easy, uint32_t option, int64_t value) {
    return lib.p_curl_easy_setopt(easy, (CURLoption)option, (curl_off_t)value);
}
uint32_t cs_curl_set_text(void *easy, uint32_t option, const char *value) {
    return lib.p_curl_easy_setopt(easy, (CURLoption)option, value);
}
uint32_t cs_curl_set_pointer(void *easy, uint32_t option, const void *value) {
    return lib.p_curl_easy_setopt(easy, (CURLoption)option, value);
}
uint32_t cs_curl_set_bytes_fn(void *easy, uint32_t option, cs_curl_bytes_fn callback) {
    return lib.p_curl_easy_setopt(easy, (CURLoption)option, callback);
}
uint32_t cs_curl_set_prereq_fn(void *easy, cs_curl_prereq_fn callback) {
    return lib.p_curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}
static int loss_timeout(void *milliseconds, curl_socket_t socket, curlsocktype purpose) {
    unsigned value = (unsigned)(uintptr_t)milliseconds;
    // Where the system doesn't know it, the other timeouts hold.
    if (purpose == CURLSOCKTYPE_IPCXN) setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, sizeof value);
    return CURL_SOCKOPT_OK;
}
uint32_t cs_curl_set_loss_timeout(void *easy, unsigned milliseconds) {
    uint32_t code = lib.p_curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, loss_timeout);
    return code ? code : lib.p_curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, (void *)(uintptr_t)milliseconds);
}
uint32_t cs_curl_get_long(void *easy, uint32_t info, long *value) {
    return lib.p_curl_easy_getinfo(easy, (CURLINFO)info, value);
}

void *cs_curl_list_append(void *list, const char *line) { return lib.p_curl_slist_append(list, line); }
void cs_curl_list_free(void *list) { lib.p_curl_slist_free_all(list); }

void *cs_curl_multi(void) { return lib.p_curl_multi_init(); }
void cs_curl_multi_free(void *multi) { lib.p_curl_multi_cleanup(multi); }
int cs_curl_multi_set_long(void *multi, uint32_t option, long value) {
    return lib.p_curl_multi_setopt(multi, (CURLMoption)option, value);
}
int cs_curl_multi_add(void *multi, void *easy) { return lib.p_curl_multi_add_handle(multi, easy); }
int cs_curl_multi_remove(void *multi, void *easy) { return lib.p_curl_multi_remove_handle(multi, easy); }
int cs_curl_multi_perform(void *multi) {
    int running;
    return lib.p_curl_multi_perform(multi, &running);
}
int cs_curl_multi_poll(void *multi, int milliseconds) {
    return lib.p_curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
int cs_curl_multi_wakeup(void *multi) { return lib.p_curl_multi_wakeup(multi); }
int cs_curl_multi_ended(void *multi, void **easy, uint32_t *code) {
    int left;
    for (CURLMsg *m; (m = lib.p_curl_multi_info_read(multi, &left));) {
        if (m->msg != CURLMSG_DONE) continue;
        *easy = m->easy_handle;
        *code = m->data.result;
        return 1;
    }
    return 0;
}

void *cs_curl_url(void) { return lib.p_curl_url(); }
void cs_curl_url_free(void *url) { lib.p_curl_url_cleanup(url); }
uint32_t cs_curl_url_set(void *url, uint32_t part, const char *text, uint32_t flags) {
    return lib.p_curl_url_set(url, (CURLUPart)part, text, flags);
}
uint32_t cs_curl_url_get(void *url, uint32_t part, char **text, uint32_t flags) {
    return lib.p_curl_url_get(url, (CURLUPart)part, text, flags);
}
void cs_curl_free(void *text) { lib.p_curl_free(text); }
