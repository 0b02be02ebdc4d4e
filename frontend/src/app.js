// The one script of every page. Each behaviour is a small file of its own; charts load when a page has one.
import './css/index.css'
import './htmx.js'
import Alpine from '@alpinejs/csp'
import { whenLoaded } from './htmx.js'
import './behaviours/theme.js'
import './behaviours/side.js'
import './behaviours/keyboard.js'
import './behaviours/queue.js'
import './behaviours/clocks.js'
import './behaviours/now.js'
import './behaviours/agenda.js'
import './behaviours/menus.js'
import './behaviours/lines.js'
import './behaviours/dialogs.js'
import './behaviours/drafts.js'
import './behaviours/toasts.js'
import './behaviours/busy.js'
import './behaviours/again.js'
import './behaviours/unsent.js'
import './behaviours/copying.js'
import './behaviours/at-once.js'
import './behaviours/filters.js'
import { pens } from './behaviours/inline.js'
import './behaviours/lists.js'
import './behaviours/select.js'
import './behaviours/confirm.js'
import { faults } from './behaviours/faults.js'
import './behaviours/condition.js'
import './behaviours/mentions.js'
import './behaviours/offline.js'
import './behaviours/masks.js'
import './behaviours/fill.js'
import './behaviours/offers.js'
import './behaviours/rows.js'
import './behaviours/picker.js'
import './behaviours/drop.js'
import './behaviours/files.js'
import { board } from './behaviours/board.js'
import { dates } from './behaviours/dates.js'
import { columns } from './behaviours/columns.js'
import { passkeys } from './behaviours/passkeys.js'
import { asks } from './behaviours/asks.js'
import { scopes } from './behaviours/scopes.js'
import { sortable } from './behaviours/sortable.js'
import { heads } from './behaviours/heads.js'
import { stages } from './behaviours/stages.js'

window.Alpine = Alpine
Alpine.start()

whenLoaded((part) => {
  sortable(part)
  columns(part)
  board(part)
  pens(part)
  passkeys(part)
  heads(part)
  stages(part)
  scopes(part)
  asks(part)
  dates(part)
  faults(part)
  const boxes = [...part.querySelectorAll('[data-chart]')]
  if (part.matches?.('[data-chart]')) boxes.push(part)
  if (boxes.length) import('./charts.js').then(({ mount }) => boxes.forEach(mount))
})
