#include "CPage.h"

// A new file of the page takes four lines here: three that bring it in, and one in the list.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "../Dashboard/Page/index.html"
};
static const unsigned char locked_html[] = {
#embed "../Dashboard/Page/locked.html"
};
static const unsigned char calendar_css[] = {
#embed "../Dashboard/Page/calendar.css"
};
static const unsigned char parts_css[] = {
#embed "../Dashboard/Page/parts.css"
};
static const unsigned char screens_css[] = {
#embed "../Dashboard/Page/screens.css"
};
static const unsigned char style_css[] = {
#embed "../Dashboard/Page/style.css"
};
static const unsigned char icon_svg[] = {
#embed "../Dashboard/Page/icon.svg"
};
static const unsigned char agenda_js[] = {
#embed "../Dashboard/Page/agenda.js"
};
static const unsigned char analytics_js[] = {
#embed "../Dashboard/Page/analytics.js"
};
static const unsigned char api_js[] = {
#embed "../Dashboard/Page/api.js"
};
static const unsigned char app_js[] = {
#embed "../Dashboard/Page/app.js"
};
static const unsigned char bulk_js[] = {
#embed "../Dashboard/Page/bulk.js"
};
static const unsigned char calendar_js[] = {
#embed "../Dashboard/Page/calendar.js"
};
static const unsigned char calendars_js[] = {
#embed "../Dashboard/Page/calendars.js"
};
static const unsigned char changes_js[] = {
#embed "../Dashboard/Page/changes.js"
};
static const unsigned char conflicts_js[] = {
#embed "../Dashboard/Page/conflicts.js"
};
static const unsigned char dates_js[] = {
#embed "../Dashboard/Page/dates.js"
};
static const unsigned char dialog_js[] = {
#embed "../Dashboard/Page/dialog.js"
};
static const unsigned char diff_js[] = {
#embed "../Dashboard/Page/diff.js"
};
static const unsigned char dom_js[] = {
#embed "../Dashboard/Page/dom.js"
};
static const unsigned char event_form_js[] = {
#embed "../Dashboard/Page/event-form.js"
};
static const unsigned char event_panel_js[] = {
#embed "../Dashboard/Page/event-panel.js"
};
static const unsigned char files_js[] = {
#embed "../Dashboard/Page/files.js"
};
static const unsigned char history_js[] = {
#embed "../Dashboard/Page/history.js"
};
static const unsigned char indicator_js[] = {
#embed "../Dashboard/Page/indicator.js"
};
static const unsigned char keys_js[] = {
#embed "../Dashboard/Page/keys.js"
};
static const unsigned char month_js[] = {
#embed "../Dashboard/Page/month.js"
};
static const unsigned char notices_js[] = {
#embed "../Dashboard/Page/notices.js"
};
static const unsigned char pair_form_js[] = {
#embed "../Dashboard/Page/pair-form.js"
};
static const unsigned char placing_js[] = {
#embed "../Dashboard/Page/placing.js"
};
static const unsigned char plan_js[] = {
#embed "../Dashboard/Page/plan.js"
};
static const unsigned char plot_js[] = {
#embed "../Dashboard/Page/plot.js"
};
static const unsigned char queue_js[] = {
#embed "../Dashboard/Page/queue.js"
};
static const unsigned char repeat_js[] = {
#embed "../Dashboard/Page/repeat.js"
};
static const unsigned char router_js[] = {
#embed "../Dashboard/Page/router.js"
};
static const unsigned char screen_js[] = {
#embed "../Dashboard/Page/screen.js"
};
static const unsigned char sign_in_js[] = {
#embed "../Dashboard/Page/sign-in.js"
};
static const unsigned char state_js[] = {
#embed "../Dashboard/Page/state.js"
};
static const unsigned char stream_js[] = {
#embed "../Dashboard/Page/stream.js"
};
static const unsigned char theme_js[] = {
#embed "../Dashboard/Page/theme.js"
};
static const unsigned char week_js[] = {
#embed "../Dashboard/Page/week.js"
};
static const unsigned char words_js[] = {
#embed "../Dashboard/Page/words.js"
};

static const unsigned char openapi_json[] = {
#embed "../../docs/openapi.json"
};

#define FILE(name, array) {name, array, sizeof array}

static const cp_file files[] = {
    FILE("openapi.json", openapi_json),
    FILE("index.html", index_html),
    FILE("locked.html", locked_html),
    FILE("calendar.css", calendar_css),
    FILE("parts.css", parts_css),
    FILE("screens.css", screens_css),
    FILE("style.css", style_css),
    FILE("icon.svg", icon_svg),
    FILE("agenda.js", agenda_js),
    FILE("analytics.js", analytics_js),
    FILE("api.js", api_js),
    FILE("app.js", app_js),
    FILE("bulk.js", bulk_js),
    FILE("calendar.js", calendar_js),
    FILE("calendars.js", calendars_js),
    FILE("changes.js", changes_js),
    FILE("conflicts.js", conflicts_js),
    FILE("dates.js", dates_js),
    FILE("dialog.js", dialog_js),
    FILE("diff.js", diff_js),
    FILE("dom.js", dom_js),
    FILE("event-form.js", event_form_js),
    FILE("event-panel.js", event_panel_js),
    FILE("files.js", files_js),
    FILE("history.js", history_js),
    FILE("indicator.js", indicator_js),
    FILE("keys.js", keys_js),
    FILE("month.js", month_js),
    FILE("notices.js", notices_js),
    FILE("pair-form.js", pair_form_js),
    FILE("placing.js", placing_js),
    FILE("plan.js", plan_js),
    FILE("plot.js", plot_js),
    FILE("queue.js", queue_js),
    FILE("repeat.js", repeat_js),
    FILE("router.js", router_js),
    FILE("screen.js", screen_js),
    FILE("sign-in.js", sign_in_js),
    FILE("state.js", state_js),
    FILE("stream.js", stream_js),
    FILE("theme.js", theme_js),
    FILE("week.js", week_js),
    FILE("words.js", words_js),
};

const cp_file *cp_page(size_t index) { return index < sizeof files / sizeof *files ? &files[index] : NULL; }
