// The system's time zone files, which ICalendar reads by itself: libical gets years of some zones wrong.
#ifndef CSHIMS_TZDATA_H
#define CSHIMS_TZDATA_H
#include <stddef.h>
#include <stdint.h>

/// Reads the file `name` of the system's tzdata into `out`; its size, or -1 where it isn't there or is larger than `capacity`.
/// A name with a `..` or a `/` in front is refused.
long cs_tzdata_read(const char *name, uint8_t *out, size_t capacity);
#endif
