/* What libical takes for what `calsync-prove files` does: processor seconds for reading, and for reading, editing and
   printing, each .ics file of a folder, files in memory. */
#include <dirent.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *texts[1 << 20];

int main(int argc, char **argv) {
    int count = 0, events = 0;
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    if (!folder) return 2;
    for (struct dirent *entry; (entry = readdir(folder)) && count < 1 << 20;) {
        char path[4096];
        if (!strstr(entry->d_name, ".ics")) continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        FILE *file = fopen(path, "r");
        if (!file) return 2;
        char *text = calloc(1, 1 << 16);
        if (fread(text, 1, (1 << 16) - 1, file) == 0) return 2;
        fclose(file);
        texts[count++] = text;
    }
    clock_t began = clock();
    for (int i = 0; i < count; i++) {
        icalcomponent *calendar = icalcomponent_new_from_string(texts[i]);
        if (icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT)) events++;
        icalcomponent_free(calendar);
    }
    clock_t read = clock();
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        icalcomponent *calendar = icalcomponent_new_from_string(texts[i]);
        icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
        if (event) icalcomponent_set_summary(event, "edited");
        bytes += strlen(icalcomponent_as_ical_string(calendar));
        icalcomponent_free(calendar);
    }
    clock_t end = clock();
    printf("%d events read %f edited %f bytes %zu\n", events, (double)(read - began) / CLOCKS_PER_SEC,
           (double)(end - read) / CLOCKS_PER_SEC, bytes);
}
