// The heap of glibc.
#ifndef CSHIMS_MEMORY_H
#define CSHIMS_MEMORY_H

/// malloc_trim(3): gives memory that is free back to the system.
void cs_trim_heap(void);

#endif
