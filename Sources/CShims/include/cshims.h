#ifndef CSHIMS_H
#define CSHIMS_H
#include "cshims_files.h"
#include "cshims_ical.h"
#include "cshims_curl.h"
#endif
