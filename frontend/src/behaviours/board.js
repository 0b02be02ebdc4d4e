import { post } from './posting.js'

// A board: cards are dragged between columns, or moved by Alt and an arrow; the card's data-move-url learns the stage it
// goes to. The agenda is one too: data-board="day" says what its columns are called.
export function board(part) {
  const found = part.matches?.('[data-board]') ? [part] : [...part.querySelectorAll('[data-board]')]
  for (const each of found) {
    const columns = each.querySelectorAll('[data-board-stage]')
    const ends = each.querySelectorAll('[data-board-end]')
    import('sortablejs').then(({ default: Sortable }) => {
      columns.forEach((column) => arm(Sortable, column))
      ends.forEach((end) => armEnd(Sortable, end))
    })
    each.querySelector('.j-board-card')?.setAttribute('tabindex', '0')
    each.addEventListener('keydown', onKey)
    each.addEventListener('submit', onSubmit)
    each.addEventListener('change', onChoice)
    if (each.dataset.fixedWhy) armFixed(each)
    keepPlace(each)
    if (kept && document.getElementById(kept)) focus(document.getElementById(kept))
    kept = ''
  }
}

// Drawn anew after a move, the board stands where it was scrolled to.
let scrolled = { of: '', left: 0 }

function keepPlace(part) {
  if (scrolled.of === location.href) part.scrollLeft = scrolled.left
  part.addEventListener('scroll', () => { scrolled = { of: location.href, left: part.scrollLeft } }, { passive: true })
}

// A finger that only passes scrolls; one that rests takes the card.
export const HELD = { delay: 180, delayOnTouchOnly: true, touchStartThreshold: 6 }

let place = null

// The card that was moved by keys has the focus again once the board is drawn anew.
let kept = ''

function arm(Sortable, column) {
  Sortable.create(column, {
    disabled: isGrid(column),
    group: 'board',
    animation: 120,
    draggable: '[data-move-url]',
    filter: 'select, button',
    preventOnFilter: false,
    ...HELD,
    onStart: ({ item }) => {
      place = { column: item.parentElement, next: item.nextElementSibling }
      item.closest('[data-board]').dataset.dragging = ''
    },
    onEnd: () => document.querySelector('[data-board][data-dragging]')?.removeAttribute('data-dragging'),
    onAdd: ({ item, to }) => move(item, to.dataset.boardStage, place),
  })
}

// Places that show while a card is dragged: what is dropped there goes back to its column, and the dialog asks the rest.
function armEnd(Sortable, end) {
  Sortable.create(end, {
    group: { name: 'board', pull: false },
    sort: false,
    onAdd: ({ item }) => {
      place.column.insertBefore(item, place.next)
      ask(item, end.dataset.boardEnd)
    },
  })
}

function ask(card, end) {
  const here = encodeURIComponent(location.pathname + location.search)
  const address = card.dataset.moveUrl.replace(/move\/$/, `${end}/?next=${here}`)
  window.htmx.ajax('GET', address, { target: '#closing-body' }).catch(() => {})
}

// The same by the card's own choice, for keys and fingers.
function onSubmit(event) {
  if (!event.target.matches('.j-board-move')) return
  event.preventDefault()
  choose(event.target)
}

// What a finger chose is meant; arrow keys pass by stages that are not.
function onChoice(event) {
  if (event.target.matches('.j-board-move select') && byFinger()) choose(event.target.form)
}

const byFinger = () => window.matchMedia('(hover: none)').matches

function choose(form) {
  const card = form.closest('.j-board-card')
  const stage = form.elements.stage.value
  if (['win', 'lose'].includes(stage)) {
    ask(card, stage)
    form.reset() // whoever breaks the dialog off finds the card's own stage there
  } else move(card, stage, null, () => form.reset())
}

// Whoever drags a card that is not theirs to move is told so, as is whoever tries it by keys.
function armFixed(part) {
  let from = null
  const isFixed = (event) => event.target.closest?.('.j-board-card:not([data-move-url])')
  part.addEventListener('pointerdown', (event) => { from = event.pointerType === 'mouse' && event.button === 0 && isFixed(event) ? event : null })
  part.addEventListener('pointermove', (event) => {
    if (!from || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < FAR) return
    from = null
    sayFixed(part)
  })
  part.addEventListener('pointerup', () => { from = null })
  part.addEventListener('dragstart', (event) => isFixed(event) && event.preventDefault()) // of its link, as links are
}

// So far one drags nothing by a hand that shakes, or by marking a word.
const FAR = 40

function sayFixed(part) {
  document.dispatchEvent(new CustomEvent('toast', { detail: { text: part.dataset.fixedWhy, tone: 'info' } }))
}

// On a wide screen the hours of the agenda are no list: agenda.js moves what stands in them.
const isGrid = (column) => column.closest('.j-hours') && window.matchMedia('(min-width: 1000px)').matches

// A column goes by the name of its stage; the agenda has two of a day.
function columnBeside(column, columns, step) {
  const names = [...new Set(columns.map((each) => each.dataset.boardStage))]
  const name = names[names.indexOf(column.dataset.boardStage) + step]
  return columns.find((each) => each.dataset.boardStage === name)
}

// Where the server does not take the move, the card goes back to its place; a message says why. It learns where the card
// stood, too, since somebody else may have moved it meanwhile.
function move(card, stage, from = null, refused = () => {}) {
  const back = () => (from ? from.column.insertBefore(card, from.next) : refused())
  const was = (from?.column ?? card.closest('[data-board-stage]')).dataset.boardStage
  post(card.dataset.moveUrl, { [card.closest('[data-board]').dataset.board || 'stage']: stage, was }, back)
}

function onKey(event) {
  const card = event.target.closest('.j-board-card, [data-card]')
  if (!card || !event.key.startsWith('Arrow')) return
  if (event.target !== card && !(event.altKey && event.target.closest('a'))) return // Alt and an arrow on a link would be "Back"
  if (!event.altKey && card.matches('[data-line]')) return // its lines are walked by themselves
  const column = card.closest('[data-board-stage]')
  const columns = [...document.querySelectorAll('[data-board-stage]')]
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0
  const beside = step && columnBeside(column, columns, step)
  event.preventDefault()
  if (event.altKey && step && beside && card.dataset.moveUrl) {
    kept = card.id
    move(card, beside.dataset.boardStage)
  } else if (event.altKey && step && !card.dataset.moveUrl && card.closest('[data-fixed-why]')) {
    sayFixed(card.closest('[data-fixed-why]'))
  } else if (!event.altKey) focus(next(card, column, columns, step, event.key))
}

function next(card, column, columns, step, key) {
  const cards = [...column.querySelectorAll('.j-board-card')]
  const place = cards.indexOf(card)
  if (!step) return cards[place + (key === 'ArrowDown' ? 1 : -1)]
  for (let at = columns.indexOf(column) + step; columns[at]; at += step) {
    const there = columns[at].querySelectorAll('.j-board-card')
    if (there.length) return there[Math.min(place, there.length - 1)]
  }
}

function focus(card) {
  if (!card) return
  card.closest('[data-board]').querySelectorAll('.j-board-card[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'))
  card.setAttribute('tabindex', '0')
  card.focus()
}
