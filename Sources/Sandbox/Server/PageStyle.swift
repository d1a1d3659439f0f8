/// What the pages of the stand-ins look like, light and dark.
enum PageStyle {
    static let text = """
        :root { color-scheme: light dark; --ink: #1c2330; --dim: #5b6472; --paper: #f4f5f8; --card: #fff;
          --line: #dde1e8;
          --accent: #2457c5; --on-accent: #fff; --danger: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --dim: #9aa3b2; --paper: #12151b;
          --card: #1b2029;
          --line: #323945; --accent: #8fb2ff; --on-accent: #0d1a38; --danger: #ff9a90; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
          color: var(--ink);
          font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 0; }
        header p { margin: .25rem 0; color: var(--dim); }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; margin-top: 1.25rem;
          overflow: hidden; }
        section > div { display: flex; align-items: center; gap: .75rem; padding: .8rem 1rem; }
        section > div small { color: var(--dim); flex: 1; overflow-wrap: anywhere; }
        ul { list-style: none; margin: 0; padding: 0; }
        li button { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .1rem .75rem; width: 100%;
          border: 0;
          border-top: 1px solid var(--line); border-radius: 0; background: none; text-align: start;
          padding: .6rem 1rem; }
        li button:hover { background: color-mix(in srgb, var(--accent) 9%, transparent); }
        li time { white-space: nowrap; color: var(--dim); font-variant-numeric: tabular-nums; }
        li small { grid-column: 2; color: var(--dim); overflow-wrap: anywhere; }
        .empty { padding: .6rem 1rem 1rem; color: var(--dim); margin: 0; }
        button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 9px;
          padding: .35rem .9rem; cursor: pointer; }
        button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
        button.danger { color: var(--danger); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        dialog { width: min(30rem, calc(100vw - 2rem)); border: 1px solid var(--line); border-radius: 16px;
          padding: 1.25rem;
          background: var(--card); color: inherit; }
        dialog::backdrop { background: rgb(0 0 0 / .45); }
        form { display: grid; grid-template-columns: minmax(0, 1fr); gap: .7rem; }
        label { display: grid; grid-template-columns: minmax(0, 1fr); gap: .2rem; color: var(--dim); }
        label.inline, fieldset label { display: flex; gap: .5rem; align-items: center; color: inherit; }
        fieldset { border: 1px solid var(--line); border-radius: 9px; display: flex; gap: 1rem; flex-wrap: wrap;
          margin: 0; }
        fieldset[hidden] { display: none; }
        input, textarea { font: inherit; width: 100%; padding: .4rem .6rem; border: 1px solid var(--line);
          border-radius: 8px;
          background: var(--paper); color: var(--ink); }
        input[type=checkbox], input[type=radio] { width: auto; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: .7rem; }
        .actions { display: flex; gap: .6rem; } .actions span { flex: 1; }
        #problem { color: var(--danger); margin: 0; } #problem:empty { display: none; }
        """
}
