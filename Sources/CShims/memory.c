#include "cshims_memory.h"
#include <malloc.h>

void cs_trim_heap(void) { malloc_trim(0); }
