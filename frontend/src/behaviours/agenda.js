// The agenda: a task is dragged to another hour, in a week to another day as well; Alt with an arrow up or down moves the
// one that has the focus by a quarter of an hour, in a month by a week (board.js: left and right by a day). A click where nothing stands in a day
// of a list is one on its plus.
import { post } from './posting.js'

const STEP = 15
const FAR = 4

let drag = null

const snapped = (minutes) => Math.round(minutes / STEP) * STEP

function begin(event) {
  const block = event.target.closest?.('.j-hours [data-block][data-move-url]')
  if (!block || event.button !== 0 || event.pointerType === 'touch' || event.target.closest('button, summary, form, .j-pop')) return
  if (getComputedStyle(block).position !== 'absolute') return // on a phone it stands in a list
  const hours = block.closest('.j-hours')
  const whole = Number(hours.style.getPropertyValue('--minutes'))
  const start = Number(block.style.getPropertyValue('--start'))
  const px = hours.clientHeight / whole
  drag = { block, hours, to: hours, whole, start, at: start, x: event.clientX, y: event.clientY, px, isMoved: false }
}

function move(event) {
  if (!drag) return
  const by = event.clientY - drag.y
  if (!drag.isMoved && Math.max(Math.abs(by), Math.abs(event.clientX - drag.x)) < FAR) return
  drag.isMoved = true
  event.preventDefault()
  drag.at = Math.min(Math.max(snapped(drag.start + by / drag.px), 0), drag.whole - STEP)
  drag.block.dataset.dragged = hourOf(drag)
  drag.block.style.setProperty('--start', drag.at)
  drag.to = dayBelow(event.clientX) ?? drag.to
  drag.block.style.translate = `${drag.to.getBoundingClientRect().left - drag.hours.getBoundingClientRect().left}px 0`
}

function dayBelow(x) {
  return [...document.querySelectorAll('#agenda .j-hours')].find((hours) => {
    const { left, right } = hours.getBoundingClientRect()
    return left <= x && x < right
  })
}

const dayOf = (hours) => hours.querySelector('[data-board-stage]')?.dataset.boardStage

function hourOf({ hours, at }) {
  const minute = Number(hours.dataset.firstHour) * 60 + at
  return [Math.floor(minute / 60), minute % 60].map((number) => String(number).padStart(2, '0')).join(':')
}

// Where the server does not take the move, or Escape breaks it off, the task goes back to its hour.
function back({ block, start }) {
  block.style.setProperty('--start', start)
  block.style.translate = ''
  delete block.dataset.dragged
}

function drop() {
  const done = drag
  drag = null
  if (!done?.isMoved) return catchUp()
  swallowClick()
  const isSameDay = done.to === done.hours
  if (isSameDay && done.at === done.start) {
    back(done)
    return catchUp()
  }
  isLate = false // the answer to the move has the agenda drawn anew
  send(done.block, { hour: hourOf(done), ...(isSameDay ? {} : { day: dayOf(done.to) }) }, () => back(done))
}

// An agenda that was drawn anew would take away what is being dragged: it is asked for once more afterwards.
let isLate = false

function catchUp() {
  if (isLate) window.htmx.trigger(document.body, 'agenda-changed')
  isLate = false
}

document.addEventListener('htmx:beforeSwap', (event) => {
  if (!drag || event.detail.target?.id !== 'agenda') return
  event.detail.shouldSwap = false
  isLate = true
})

// The click that ends a drag is none on the link below it.
function swallowClick() {
  document.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => document.removeEventListener('click', swallow, true))
}

function swallow(event) {
  event.preventDefault()
  event.stopPropagation()
}

function send(card, values, otherwise = () => {}) {
  post(card.dataset.moveUrl, values, otherwise)
}

document.addEventListener('pointerdown', begin)
document.addEventListener('pointermove', move)
document.addEventListener('pointerup', drop)
document.addEventListener('pointercancel', () => { if (drag) back(drag); drag = null; catchUp() })
document.addEventListener('dragstart', (event) => drag && event.preventDefault())

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && drag) {
    back(drag)
    if (drag.isMoved) document.addEventListener('pointerup', swallowClick, { once: true })
    drag = null
    catchUp()
    return
  }
  const card = event.target.matches?.('#agenda [data-move-url]') && event.target
  const by = { ArrowUp: -STEP, ArrowDown: STEP }[event.key]
  if (!card || !by || !event.altKey) return
  event.preventDefault()
  send(card, card.closest('[data-month]') ? { day: weekFrom(card, Math.sign(by)) } : { by })
})

// In a month what stands above and below a day is a week away.
function weekFrom(card, weeks) {
  const day = new Date(`${card.closest('[data-board-stage]').dataset.boardStage}T00:00Z`)
  day.setUTCDate(day.getUTCDate() + 7 * weeks)
  return day.toISOString().slice(0, 10)
}

document.addEventListener('click', (event) => {
  const day = event.target.closest?.('#agenda[data-board] > section')
  if (day && !event.target.closest('a, button, summary, form, [data-line], .j-hours')) day.querySelector('.j-agenda-add')?.click()
})
