// libcurl, loaded when first needed: typed calls for its varargs, through pointers found with dlsym.
// Options, infos, codes and flags are the numbers of <curl/curl.h> (module CCurl).
#ifndef CSHIMS_CURL_H
#define CSHIMS_CURL_H
#include <stddef.h>
#include <stdint.h>

/// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION: fewer bytes returned than given ends the transfer.
typedef size_t (*cs_curl_bytes_fn)(char *bytes, size_t size, size_t count, void *context);
/// CURLOPT_PREREQFUNCTION: a connection stands, a request is about to go out; 0 lets it, 1 ends the transfer.
typedef int (*cs_curl_prereq_fn)(void *context, char *remote, char *local, int remote_port, int local_port);

/// Loads `library` and finds its functions, once a process; 0, or -1 with a sentence in `problem`.
/// To be called before any other function of this file. Safe from any thread.
int cs_curl_load(const char *library, char *problem, size_t capacity);
/// LIBCURL_VERSION_NUM of the loaded library, for example 0x075801.
uint32_t cs_curl_version(void);
/// curl_easy_strerror.
const char *cs_curl_error(uint32_t code);

/// curl_easy_init; NULL when memory is short.
void *cs_curl_easy(void);
/// curl_easy_cleanup.
void cs_curl_easy_free(void *easy);
/// curl_easy_setopt with a long.
uint32_t cs_curl_set_long(void *easy, uint32_t option, long value);
/// curl_easy_setopt with a curl_off_t.
uint32_t cs_curl_set_size(void *easy, uint32_t option, int64_t value);
/// curl_easy_setopt with a string, which libcurl copies.
uint32_t cs_curl_set_text(void *easy, uint32_t option, const char *value);
/// curl_easy_setopt with a pointer, which must outlive the transfer.
uint32_t cs_curl_set_pointer(void *easy, uint32_t option, const void *value);
/// curl_easy_setopt with a callback for bytes.
uint32_t cs_curl_set_bytes_fn(void *easy, uint32_t option, cs_curl_bytes_fn callback);
/// curl_easy_setopt with CURLOPT_PREREQFUNCTION.
uint32_t cs_curl_set_prereq_fn(void *easy, cs_curl_prereq_fn callback);
/// Has the connections of this handle given up when what was sent stays unacknowledged for so long (TCP_USER_TIMEOUT, tcp(7)).
uint32_t cs_curl_set_loss_timeout(void *easy, unsigned milliseconds);
/// curl_easy_getinfo of a long.
uint32_t cs_curl_get_long(void *easy, uint32_t info, long *value);

/// curl_slist_append; NULL when memory is short, and `list` is then still the caller's.
void *cs_curl_list_append(void *list, const char *line);
/// curl_slist_free_all.
void cs_curl_list_free(void *list);

/// curl_multi_init; NULL when memory or descriptors are short.
void *cs_curl_multi(void);
/// curl_multi_cleanup.
void cs_curl_multi_free(void *multi);
/// curl_multi_setopt with a long.
int cs_curl_multi_set_long(void *multi, uint32_t option, long value);
/// curl_multi_add_handle.
int cs_curl_multi_add(void *multi, void *easy);
/// curl_multi_remove_handle.
int cs_curl_multi_remove(void *multi, void *easy);
/// curl_multi_perform.
int cs_curl_multi_perform(void *multi);
/// curl_multi_poll on libcurl's own descriptors.
int cs_curl_multi_poll(void *multi, int milliseconds);
/// curl_multi_wakeup: the one call that another thread may make.
int cs_curl_multi_wakeup(void *multi);
/// curl_multi_info_read: 1 and a transfer that has ended, or 0.
int cs_curl_multi_ended(void *multi, void **easy, uint32_t *code);

/// curl_url; NULL when memory is short.
void *cs_curl_url(void);
/// curl_url_cleanup.
void cs_curl_url_free(void *url);
/// curl_url_set.
uint32_t cs_curl_url_set(void *url, uint32_t part, const char *text, uint32_t flags);
/// curl_url_get; `text` is freed with cs_curl_free.
uint32_t cs_curl_url_get(void *url, uint32_t part, char **text, uint32_t flags);
/// curl_free.
void cs_curl_free(void *text);
#endif
