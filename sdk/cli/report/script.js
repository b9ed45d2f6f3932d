// The report is whole without this script: it only sorts and filters what is there. It never makes HTML from text.
"use strict";
(() => {
  const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text, words) => words.every((word) => text.includes(word));
  const lower = (node) => node.textContent.toLowerCase();
  const some = (shown, all, noun) =>
    `${shown === all ? "" : `${shown.toLocaleString("en")} of `}${all.toLocaleString("en")} ${noun}${all === 1 ? "" : "s"}`;
  // Once for what is typed before the next frame.
  const soon = (work) => {
    let isDue = false;
    return () => {
      if (!isDue)
        requestAnimationFrame(() => {
          isDue = false;
          work();
        });
      isDue = true;
    };
  };

  // Sorting: by the text of a column, numbers by their value.
  const order = new Intl.Collator("en", { numeric: true }).compare;
  const sortBy = (header) => {
    const direction = header.ariaSort === "ascending" ? -1 : 1;
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.ariaSort = direction === 1 ? "ascending" : "descending";
    const body = header.closest("table").tBodies[0];
    const keyed = Array.from(body.rows, (row) => [row.cells[header.cellIndex].textContent, row]);
    keyed.sort(([a], [b]) => direction * order(a, b));
    body.append(...keyed.map(([, row]) => row));
  };
  for (const header of document.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sortBy(header));
    header.append(button);
  }

  // Lists: the rows that have every word.
  for (const section of document.querySelectorAll("[data-list]")) {
    const input = section.querySelector("input");
    const rows = Array.from(section.querySelectorAll("tbody tr"), (row) => ({ row, text: lower(row) }));
    const apply = () => {
      const words = wordsOf(input);
      for (const { row, text } of rows) row.hidden = !has(text, words);
      const shown = rows.filter(({ row }) => !row.hidden).length;
      section.querySelector(".count").textContent = some(shown, rows.length, section.dataset.list);
    };
    input.addEventListener("input", soon(apply));
    input.closest(".controls").hidden = false;
  }

  // The matrix: accounts are rows of every group, shares are columns of one.
  const firstMark = 2;
  const readGroup = (group) => {
    const heads = [...group.querySelectorAll("thead th")].slice(firstMark);
    const rows = Array.from(group.querySelectorAll("tbody tr"), (row) => ({
      row,
      text: lower(row.cells[0]),
      marks: Array.from(row.cells).slice(firstMark),
    }));
    const cols = [...group.querySelectorAll("col")].slice(firstMark);
    const columns = heads.map((head, i) => ({ parts: [head, cols[i]], text: lower(head), isShown: true }));
    return { group, rows, columns };
  };
  const showColumn = ({ rows }, column, index, isShown) => {
    if (column.isShown === isShown) return;
    column.isShown = isShown;
    for (const part of column.parts) part.hidden = !isShown;
    for (const { marks } of rows) marks[index].hidden = !isShown;
  };
  const filterMatrix = (groups, accountWords, shareWords, state) => {
    for (const one of groups) {
      for (const [i, column] of one.columns.entries())
        showColumn(one, column, i, has(column.text, shareWords));
      one.group.hidden = !one.columns.some(({ isShown }) => isShown);
    }
    const isIn = ({ columns, rows }, i) =>
      rows[i].marks.some((mark, c) => columns[c].isShown && mark.textContent === state);
    return groups[0].rows.map(({ text }, i) => {
      const isShown = has(text, accountWords) && (state === "" || groups.some((one) => isIn(one, i)));
      for (const { rows } of groups) rows[i].row.hidden = !isShown;
      return isShown;
    });
  };
  const matrix = document.getElementById("matrix");
  const controls = matrix.querySelector(".controls");
  if (controls) {
    const [accounts, shares, state] = controls.querySelectorAll("input, select");
    // Read when it is needed first: 200,000 cells take their time.
    let groups;
    const apply = () => {
      groups ??= Array.from(matrix.querySelectorAll(".group"), readGroup);
      const rows = filterMatrix(groups, wordsOf(accounts), wordsOf(shares), state.value);
      const columns = groups.flatMap((one) => one.columns);
      const shownColumns = columns.filter(({ isShown }) => isShown).length;
      const counts = [
        some(rows.filter(Boolean).length, rows.length, "account"),
        some(shownColumns, columns.length, "share"),
      ];
      document.getElementById("matrix-count").textContent = counts.join(", ");
    };
    for (const control of [accounts, shares, state]) control.addEventListener("input", soon(apply));
    controls.hidden = false;
  }
})();
