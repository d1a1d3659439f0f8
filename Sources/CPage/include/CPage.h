// The dashboard's files, which the C compiler puts into the program as they are (C23's #embed): Swift's own way of embedding
// takes a minute for 100 KB.
#pragma once
#include <stddef.h>

/// A file of the page.
typedef struct {
    /// Its name, as in the folder Page.
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t size;
} cp_file;

/// The file at `index`; NULL behind the last one.
const cp_file *_Nullable cp_page(size_t index);
