// libical, loaded when `calsync check --strict` asks for it: a second reader, whose objections are shown.
#ifndef CSHIMS_ICAL_H
#define CSHIMS_ICAL_H
#include <stddef.h>

/// Loads `library` and finds its functions, once a process; 0, or -1 with a sentence in `problem`.
/// To be called before any other function of this file. libical keeps state: from one thread at a time.
int cs_ical_load(const char *library, char *problem, size_t capacity);
/// Parses a calendar, holds it against the restrictions of its METHOD (icalrestriction_check), and prints it with an
/// X-LIC-ERROR for every objection. Freed with `free`; NULL where libical makes nothing of the text.
char *cs_ical_reading(const char *text);
#endif
