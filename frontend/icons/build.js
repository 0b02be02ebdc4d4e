// Writes public/icons.svg: one <symbol> for each icon named in names.txt.
import { readFileSync, writeFileSync, existsSync, mkdirSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const source = new URL('../node_modules/@tabler/icons/icons/outline/', here)

function symbol(name) {
  const file = new URL(`${name}.svg`, source)
  if (!existsSync(file)) {
    throw new Error(`icons/names.txt names "${name}", which @tabler/icons does not have. See https://tabler.io/icons.`)
  }
  const inside = readFileSync(file, 'utf8').replace(/<!--[\s\S]*?-->/g, '').match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1]
  const paths = inside.replace(/<path stroke="none"[^>]*\/>/, '').replace(/\s*\n\s*/g, '')
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`
}

const names = readFileSync(new URL('names.txt', here), 'utf8').split('\n').filter(Boolean)
mkdirSync(new URL('../public/', here), { recursive: true })
writeFileSync(
  new URL('../public/icons.svg', here),
  `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join('\n')}</svg>\n`,
)
