/// The script of the page at `/`.
enum GooglePageScript {
    static let text = #"""
        'use strict';
        const $ = id => document.getElementById(id);
        const form = $('form'), editor = $('editor');
        let editing = null, shown = '';

        async function api(method, path, body) {
          const answer = await fetch('/_sandbox/phone/' + path, {
            method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
          const text = await answer.text();
          const json = text ? JSON.parse(text) : null;
          if (!answer.ok) throw new Error(json?.error?.message ?? answer.statusText);
          return json;
        }
        const eventPath = (calendar, id) =>
          `calendars/${encodeURIComponent(calendar.id)}/events` + (id ? '/' + encodeURIComponent(id) : '');

        function element(name, text, more = {}) {
          const made = Object.assign(document.createElement(name), more);
          if (text !== undefined) made.textContent = text;
          return made;
        }
        const dayStyle = { weekday: 'short', day: 'numeric', month: 'short' };
        const day = text => new Date(text + 'T12:00').toLocaleDateString([], dayStyle);
        const when = event => day(event.start.date ?? event.start.dateTime.slice(0, 10));
        const details = event => [
          event.start.date ? 'all day' : event.start.dateTime.slice(11, 16) + '–' + event.end.dateTime.slice(11, 16),
          event.location, event.recurringEventId && 'repeats', event.status === 'tentative' && 'tentative',
        ].filter(Boolean).join(' · ');

        async function refresh() {
          const { items: calendars } = await api('GET', 'users/me/calendarList?showHidden=true');
          const from = new Date(Date.now() - 7 * 864e5).toISOString();
          const to = new Date(Date.now() + 60 * 864e5).toISOString();
          const lists = await Promise.all(calendars.map(calendar => api('GET', eventPath(calendar) +
            `?singleEvents=true&orderBy=startTime&maxResults=200&timeMin=${from}&timeMax=${to}`)));
          const stats = await (await fetch('/_sandbox/stats')).json();
          const state = JSON.stringify([calendars, lists, stats]);
          if (state === shown) return;
          shown = state;
          $('stats').textContent = `Clients so far: ${stats.reads} reads, ${stats.writes} writes.`;
          const focused = document.activeElement?.dataset?.key;
          $('calendars').replaceChildren(...calendars.map((calendar, index) => section(calendar, lists[index].items)));
          $('calendars').setAttribute('aria-busy', 'false');
          if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
        }

        function section(calendar, events) {
          const made = element('section'), head = element('div'), list = element('ul');
          const add = element('button', 'New event', { type: 'button', onclick: () => open(calendar, null) });
          add.dataset.key = 'new ' + calendar.id;
          head.append(element('h2', calendar.summaryOverride ?? calendar.summary),
            element('small', `${calendar.id} · ${calendar.timeZone}`), add);
          made.append(head);
          for (const event of events) {
            const row = element('button', undefined, { type: 'button', onclick: () => open(calendar, event) });
            row.dataset.key = calendar.id + ' ' + event.id;
            row.append(element('time', when(event)), element('span', event.summary || '(no title)'),
              element('small', details(event)));
            const item = element('li');
            item.append(row);
            list.append(item);
          }
          made.append(events.length ? list : element('p', 'Nothing in the next 60 days.', { className: 'empty' }));
          return made;
        }

        function kind(allDay) {
          for (const name of ['start', 'end']) form[name].type = allDay ? 'date' : 'datetime-local';
        }
        const plusDays = (date, days) =>
          new Date(Date.parse(date + 'T12:00Z') + days * 864e5).toISOString().slice(0, 10);

        function fill(event) {
          const allDay = Boolean(event.start.date);
          form.allDay.checked = allDay;
          kind(allDay);
          form.start.value = allDay ? event.start.date : event.start.dateTime.slice(0, 16);
          form.end.value = allDay ? plusDays(event.end.date, -1) : event.end.dateTime.slice(0, 16);
          form.summary.value = event.summary ?? '';
          form.location.value = event.location ?? '';
          form.description.value = event.description ?? '';
          form.recurrence.value = (event.recurrence ?? []).join(' ');
          form.recurrence.closest('label').hidden = Boolean(event.recurringEventId);
        }

        async function open(calendar, event) {
          $('problem').textContent = '';
          const next = new Date(Date.now() + 36e5), pad = number => String(number).padStart(2, '0');
          const today = `${next.getFullYear()}-${pad(next.getMonth() + 1)}-${pad(next.getDate())}`;
          const local = hour => `${today}T${pad(hour)}:00`;
          const fresh = { start: { dateTime: local(next.getHours()), timeZone: calendar.timeZone },
            end: { dateTime: local(Math.min(next.getHours() + 1, 23)), timeZone: calendar.timeZone } };
          if (fresh.start.dateTime === fresh.end.dateTime) fresh.end.dateTime = today + 'T23:30';
          editing = { calendar, event, target: event ?? fresh };
          $('editor-title').textContent = event ? 'Edit event' : `New event in ${calendar.summary}`;
          $('remove').hidden = !event;
          $('scope').hidden = !event?.recurringEventId;
          form.scope.value = 'this';
          if (event) await load(event.id); else fill(fresh);
          editor.showModal();
          form.summary.focus();
        }

        async function load(id) {
          const { calendar } = editing;
          let event = await api('GET', eventPath(calendar, id));
          const zone = event.start.timeZone;
          if (zone) event = await api('GET', eventPath(calendar, id) + '?timeZone=' + encodeURIComponent(zone));
          editing.target = event;
          fill(event);
        }

        function changes() {
          const { target, calendar } = editing, allDay = form.allDay.checked;
          const time = (text, zone) => allDay
            ? { date: text, dateTime: null, timeZone: null }
            : { date: null, dateTime: text.length === 16 ? text + ':00' : text, timeZone: zone ?? calendar.timeZone };
          const body = { summary: form.summary.value, location: form.location.value,
            description: form.description.value,
            start: time(form.start.value, target.start.timeZone),
            end: time(allDay ? plusDays(form.end.value, 1) : form.end.value, target.end.timeZone) };
          if (!target.recurringEventId) body.recurrence = form.recurrence.value.split(/\s+/).filter(Boolean);
          return body;
        }

        async function attempt(action) {
          try { await action(); editor.close(); await refresh(); }
          catch (error) { $('problem').textContent = error.message; }
        }
        form.allDay.onchange = () => {
          const values = ['start', 'end'].map(name => form[name].value.slice(0, 10));
          kind(form.allDay.checked);
          ['start', 'end'].forEach((name, index) => {
            form[name].value = form.allDay.checked ? values[index] : values[index] + (index ? 'T10:00' : 'T09:00');
          });
        };
        for (const radio of form.scope) radio.onchange = () =>
          load(form.scope.value === 'all' ? editing.event.recurringEventId : editing.event.id);
        form.onsubmit = submit => {
          submit.preventDefault();
          const { calendar, event, target } = editing;
          attempt(() => event ? api('PATCH', eventPath(calendar, target.id), changes())
            : api('POST', eventPath(calendar), changes()));
        };
        $('remove').onclick = () => attempt(() => api('DELETE', eventPath(editing.calendar, editing.target.id)));
        $('cancel').onclick = () => editor.close();
        refresh();
        setInterval(() => { if (!editor.open) refresh().catch(() => {}); }, 2000);
        """#
}
