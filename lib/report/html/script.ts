/**
 * Lets tables be sorted: a heading becomes a button, which sorts up, down, and back again. Without it, the page says
 * the same.
 */
export const SCRIPT = `
for (const table of document.querySelectorAll('table[data-sort]')) {
  const body = table.tBodies[0];
  const asWritten = [...body.rows];
  const said = document.getElementById('sorted');
  const keyOf = (row, column) => {
    const { value } = row.cells[column].dataset;
    return value === undefined ? row.cells[column].textContent : value;
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    const isNumber = head.classList.contains('number');
    const first = isNumber ? 'descending' : 'ascending';
    const second = isNumber ? 'ascending' : 'descending';
    button.addEventListener('click', () => {
      const before = head.getAttribute('aria-sort');
      const now = before === null ? first : before === first ? second : null;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      if (now !== null) head.setAttribute('aria-sort', now);
      const sign = now === 'descending' ? -1 : 1;
      const compare = (a, b) =>
        isNumber ? keyOf(a, column) - keyOf(b, column) : keyOf(a, column).localeCompare(keyOf(b, column));
      const rows = now === null ? asWritten : [...asWritten].sort((a, b) => sign * compare(a, b));
      body.append(...rows);
      said.textContent =
        table.caption.textContent.trim() + (now === null ? ': in its own order' : ': sorted by ' + button.textContent + ', ' + now);
    });
  });
}
`;
