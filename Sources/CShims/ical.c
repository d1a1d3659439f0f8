// The libical that is there, if any. Its headers aren't needed: of its types only pointers are passed on.
#include "cshims_ical.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    void *(*parse)(const char *);
    int (*check)(void *);
    char *(*print)(void *);
    void (*free_component)(void *);
    void (*free_buffer)(void *);
    void (*set_fatal)(int);
} lib;

int cs_ical_load(const char *library, char *problem, size_t capacity) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *why = dlerror();
        snprintf(problem, capacity, "%s", why ? why : library);
        return -1;
    }
    if (lib.set_fatal) return 0;
#define FIND(member, name)                                                                                             \
    if (!(lib.member = (__typeof__(lib.member))dlsym(handle, name))) {                                                 \
        snprintf(problem, capacity, "%s has no %s", library, name);                                                    \
        return -1;                                                                                                     \
    }
    FIND(parse, "icalparser_parse_string")
    FIND(check, "icalrestriction_check")
    FIND(print, "icalcomponent_as_ical_string_r")
    FIND(free_component, "icalcomponent_free")
    FIND(free_buffer, "icalmemory_free_buffer")
    // The last, since its presence says that all are there.
    FIND(set_fatal, "icalerror_set_errors_are_fatal")
    // A bad value is no reason to abort the process, which it is in builds for debugging.
    lib.set_fatal(0);
    return 0;
}

char *cs_ical_reading(const char *text) {
    void *component = lib.parse(text);
    if (!component) return NULL;
    lib.check(component);
    char *printed = lib.print(component);
    char *copy = printed ? strdup(printed) : NULL;
    if (printed) lib.free_buffer(printed);
    lib.free_component(component);
    return copy;
}
