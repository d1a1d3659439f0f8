/// The script of the page at `/`.
enum NotionPageScript {
    static let text = #"""
        'use strict';
        const $ = id => document.getElementById(id);
        const form = $('form'), editor = $('editor');
        let editing = null, shown = '', view = 'table', first = new Date();
        first = new Date(first.getFullYear(), first.getMonth(), 1);

        async function api(method, path, body) {
          const answer = await fetch('/_sandbox/' + path, {
            method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
          const text = await answer.text();
          const json = text ? JSON.parse(text) : null;
          if (!answer.ok) throw new Error(json?.error ?? answer.statusText);
          return json;
        }
        function element(name, text, more = {}) {
          const made = Object.assign(document.createElement(name), more);
          if (text !== undefined) made.textContent = text;
          return made;
        }
        const plain = runs => runs.map(run => run.plain_text).join('');
        const pad = number => String(number).padStart(2, '0');
        const dayOf = date => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
        const local = text => {
          if (text.length === 10) return text;
          const date = new Date(text);
          return `${dayOf(date)}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
        };
        const value = (row, property) => row.properties[property.name]?.[property.type];
        const titleOf = (row, source) =>
          plain(value(row, source.properties.find(property => property.type === 'title')) ?? []) || 'Untitled';

        function shownValue(property, held) {
          if (held === null || held === undefined) return '';
          switch (property.type) {
            case 'title': case 'rich_text': return plain(held);
            case 'select': case 'status': return held.name;
            case 'multi_select': return held.map(option => option.name).join(', ');
            case 'checkbox': return held ? '✓' : '';
            case 'date': return [held.start, held.end].filter(Boolean).map(text => local(text).replace('T', ' ')).join(' → ');
            case 'people': case 'relation': case 'files': return held.length ? `${held.length} linked` : '';
            case 'unique_id': return [held.prefix, held.number].filter(part => part !== null).join('-');
            case 'number': case 'url': case 'email': case 'phone_number': return String(held);
            case 'created_time': case 'last_edited_time': return local(held).replace('T', ' ');
            default: return '';
          }
        }
        /// Title, date, then the rest by name.
        const columns = source => [...source.properties].sort((left, right) =>
          rank(left) - rank(right) || left.name.localeCompare(right.name));
        const rank = property => ({ title: 0, date: 1 })[property.type] ?? 2;

        async function refresh() {
          const [databases, stats] = await Promise.all([api('GET', 'databases'), api('GET', 'stats')]);
          const state = JSON.stringify([databases, stats, view, first, $('trash').checked]);
          if (state === shown) return;
          shown = state;
          $('stats').textContent = `Clients so far: ${stats.reads} reads, ${stats.writes} writes.`;
          const focused = document.activeElement?.dataset?.key;
          $('databases').replaceChildren(...databases.flatMap(database =>
            database.dataSources.map(source => section(database, source))));
          $('databases').setAttribute('aria-busy', 'false');
          if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
        }

        function section(database, source) {
          const made = element('section'), head = element('div');
          const add = element('button', 'New row', { type: 'button', onclick: () => open(source, null) });
          add.dataset.key = 'new ' + source.id;
          const share = element('button', database.shared ? 'Unshare' : 'Share', { type: 'button', onclick: async () => {
            await api('POST', `databases/${database.id}/${database.shared ? 'unshare' : 'share'}`);
            await refresh();
          } });
          share.dataset.key = 'share ' + source.id;
          const notes = [database.id, !database.shared && 'not shared with the connection', database.trashed && 'in the trash'];
          head.append(element('h2', source.title === database.title ? source.title : `${database.title}: ${source.title}`),
            element('small', notes.filter(Boolean).join(' · ')), share, add);
          made.append(head);
          const rows = source.rows.filter(row => !row.is_archived && (!row.in_trash || $('trash').checked));
          if (view === 'month') made.append(...month(source, rows.filter(row => !row.in_trash)));
          else made.append(rows.length ? table(source, rows) : element('p', 'No rows yet.', { className: 'empty' }));
          return made;
        }

        function opener(source, row, className) {
          const made = element('button', titleOf(row, source), { type: 'button', onclick: () => open(source, row) });
          made.dataset.key = row.id + (className ?? '');
          return made;
        }

        function table(source, rows) {
          const box = element('div', undefined, { className: 'scroll' }), made = element('table');
          const head = element('tr');
          for (const property of columns(source)) head.append(element('th', property.name, { scope: 'col' }));
          if (rows.some(row => row.in_trash)) head.append(element('td'));
          made.append(head);
          for (const row of rows) {
            const line = element('tr', undefined, { className: row.in_trash ? 'trashed' : '' });
            for (const property of columns(source)) {
              const cell = element('td');
              if (property.type === 'title' && !row.in_trash) cell.append(opener(source, row));
              else cell.textContent = shownValue(property, value(row, property)) ||
                (property.type === 'title' ? 'Untitled' : '');
              line.append(cell);
            }
            if (row.in_trash) {
              const cell = element('td'), restore = element('button', 'Restore', { type: 'button', onclick: async () => {
                await api('POST', `rows/${row.id}/restore`);
                await refresh();
              } });
              cell.append(restore);
              line.append(cell);
            }
            made.append(line);
          }
          box.append(made);
          return box;
        }

        function month(source, rows) {
          const bar = element('div'), grid = element('div', undefined, { className: 'month' });
          const turn = (text, label, step) => {
            const made = element('button', text, { type: 'button', ariaLabel: label, onclick: () => {
              first = new Date(first.getFullYear(), first.getMonth() + step, 1);
              refresh();
            } });
            made.dataset.key = label + source.id;
            return made;
          };
          bar.append(turn('‹', 'Month before', -1), turn('›', 'Month after', 1),
            element('strong', first.toLocaleDateString([], { month: 'long', year: 'numeric' })));
          const property = source.properties.find(property => property.type === 'date');
          const start = new Date(first);
          start.setDate(1 - (first.getDay() + 6) % 7);
          for (let index = 0; index < 42; index += 1) {
            const date = new Date(start.getFullYear(), start.getMonth(), start.getDate() + index), day = dayOf(date);
            const cell = element('div');
            if (date.getMonth() !== first.getMonth()) cell.classList.add('other');
            if (day === dayOf(new Date())) cell.classList.add('today');
            cell.append(element('time', String(date.getDate()), { dateTime: day }));
            for (const row of rows) {
              const held = property && value(row, property);
              if (!held) continue;
              const from = local(held.start).slice(0, 10), to = local(held.end ?? held.start).slice(0, 10);
              if (from <= day && day <= to) cell.append(opener(source, row, ' ' + day));
            }
            grid.append(cell);
          }
          return [bar, grid];
        }

        function field(property, held) {
          const label = element('label', property.name);
          let input;
          switch (property.type) {
            case 'title': case 'url': case 'email': case 'phone_number': case 'number': case 'multi_select':
              input = element('input', undefined, { autocomplete: 'off' });
              break;
            case 'rich_text': input = element('textarea', undefined, { rows: 2 }); break;
            case 'checkbox':
              input = element('input', undefined, { type: 'checkbox', checked: held === true });
              label.className = 'inline';
              break;
            case 'select': case 'status':
              input = element('select');
              if (property.type === 'select') input.append(element('option', '', { value: '' }));
              for (const option of property[property.type].options) input.append(element('option', option.name));
              break;
            case 'date': return dateField(property, held);
            default: return null;
          }
          if (property.type !== 'checkbox') input.value = shownValue(property, held);
          label.append(input);
          const read = () => property.type === 'checkbox' ? input.checked : input.value;
          return { label, read, before: read() };
        }

        function dateField(property, held) {
          const label = element('fieldset'), allDay = element('input', undefined, { type: 'checkbox' });
          const from = element('input', undefined, { ariaLabel: property.name + ', from' });
          const to = element('input', undefined, { ariaLabel: property.name + ', to' });
          const box = element('label', undefined, { className: 'inline' });
          box.append(allDay, 'All day');
          allDay.checked = !held || held.start.length === 10;
          const kind = () => {
            const values = [from.value, to.value].map(text => text.slice(0, 10));
            for (const input of [from, to]) input.type = allDay.checked ? 'date' : 'datetime-local';
            [from.value, to.value] = values.map(text =>
              text && (allDay.checked ? text : text + 'T09:00'));
          };
          kind();
          allDay.onchange = kind;
          from.value = held ? local(held.start) : '';
          to.value = held?.end ? local(held.end) : '';
          label.append(element('legend', property.name), box, from, to);
          const read = () => JSON.stringify([allDay.checked, from.value, to.value]);
          return { label, read, before: read() };
        }

        function written(property, text) {
          switch (property.type) {
            case 'title': case 'rich_text': return pieces(text).map(content => ({ text: { content } }));
            case 'select': case 'status': return text ? { name: text } : null;
            case 'multi_select':
              return text.split(',').map(name => name.trim()).filter(Boolean).map(name => ({ name }));
            case 'number': return text === '' ? null : Number(text);
            case 'date': {
              const [, start, end] = JSON.parse(text);
              if (!start) return null;
              if (start.length === 10) return { start, end: end && end !== start ? end : null };
              const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
              return { start: start + ':00', end: end ? end + ':00' : null, time_zone: zone };
            }
            default: return text === '' ? null : text;
          }
        }
        /// A text in pieces that the API takes.
        const pieces = text => text.match(/[^]{1,2000}/g) ?? [];

        function open(source, row) {
          $('problem').textContent = '';
          const fields = columns(source).map(property => {
            const made = field(property, row ? value(row, property) : undefined);
            return made && { property, ...made };
          }).filter(Boolean);
          editing = { source, row, fields };
          $('editor-title').textContent = row ? 'Edit row' : `New row in ${source.title}`;
          $('remove').hidden = $('duplicate').hidden = !row;
          $('fields').replaceChildren(...fields.map(made => made.label));
          editor.showModal();
          $('fields').querySelector('input').focus();
        }

        /// Only what was changed is written, so that formatting stays where nobody typed.
        function changes() {
          const properties = {};
          for (const { property, read, before } of editing.fields) {
            if (read() !== before) properties[property.name] = { [property.type]: written(property, read()) };
          }
          return properties;
        }

        async function attempt(action) {
          try { await action(); editor.close(); await refresh(); }
          catch (error) { $('problem').textContent = error.message; }
        }
        form.onsubmit = submit => {
          submit.preventDefault();
          const { source, row } = editing;
          attempt(() => row ? api('PATCH', 'rows/' + row.id, { properties: changes() })
            : api('POST', 'rows', { data_source_id: source.id, properties: changes() }));
        };
        $('remove').onclick = () => attempt(() => api('POST', `rows/${editing.row.id}/trash`));
        $('duplicate').onclick = () => attempt(() => api('POST', `rows/${editing.row.id}/duplicate`));
        $('cancel').onclick = () => editor.close();
        $('trash').onchange = refresh;
        for (const name of ['table', 'month']) $(name).onclick = () => {
          view = name;
          for (const other of ['table', 'month']) $(other).setAttribute('aria-pressed', String(other === view));
          refresh();
        };
        refresh();
        setInterval(() => { if (!editor.open) refresh().catch(() => {}); }, 2000);
        """#
}
