#include "CPage.h"

// A new file of the page takes four lines here: three that bring it in, and one in the list.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "../Dashboard/Page/index.html"
};
static const unsigned char style_css[] = {
#embed "../Dashboard/Page/style.css"
};
static const unsigned char app_js[] = {
#embed "../Dashboard/Page/app.js"
};
static const unsigned char icon_svg[] = {
#embed "../Dashboard/Page/icon.svg"
};
static const unsigned char locked_html[] = {
#embed "../Dashboard/Page/locked.html"
};

#define FILE(name, array) {name, array, sizeof array}

static const cp_file files[] = {
    FILE("index.html", index_html),
    FILE("style.css", style_css),
    FILE("app.js", app_js),
    FILE("icon.svg", icon_svg),
    FILE("locked.html", locked_html),
};

const cp_file *cp_page(size_t index) { return index < sizeof files / sizeof *files ? &files[index] : NULL; }
