// A board: cards are dragged between columns; the card's data-move-url learns the stage it was dropped on.
export function board(part) {
  const columns = part.querySelectorAll('[data-board] [data-board-stage]')
  if (columns.length) import('sortablejs').then(({ default: Sortable }) => columns.forEach((column) => arm(Sortable, column)))
}

function arm(Sortable, column) {
  Sortable.create(column, {
    group: 'board',
    animation: 120,
    draggable: '[data-move-url]',
    filter: 'select, button',
    preventOnFilter: false,
    onAdd: ({ item, to }) => move(item.dataset.moveUrl, to.dataset.boardStage),
  })
}

function move(url, stage) {
  window.htmx.ajax('POST', url, { values: { stage }, swap: 'none' }).catch(() => window.location.reload())
}
