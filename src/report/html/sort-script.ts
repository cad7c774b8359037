/**
 * Makes the tables of a report sortable: a click, Enter or Space on the button in a column's head sorts by it, a second
 * one the other way round. Empty values stay last. Without scripts the page is whole, only not sortable.
 */
export const SORT_SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const status = table.parentElement.parentElement.querySelector('[role=status]');
  const value = (row, column) => {
    const text = row.cells[column].dataset.sort;
    if (text === undefined || text === '') return null;
    return heads[column].dataset.kind === 'number' ? Number(text) : text;
  };
  const compare = (a, b) => typeof a === 'number' ? a - b : a < b ? -1 : a > b ? 1 : 0;
  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      const descends = head.getAttribute('aria-sort') === 'ascending';
      const sign = descends ? -1 : 1;
      const rows = [...body.rows].map((row) => ({ row, key: value(row, column) }));
      rows.sort((a, b) => {
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
        return sign * compare(a.key, b.key);
      });
      body.append(...rows.map(({ row }) => row));
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', descends ? 'descending' : 'ascending');
      status.textContent = 'Sorted by ' + head.textContent.trim() + (descends ? ', descending' : ', ascending');
    });
  });
}
`;
