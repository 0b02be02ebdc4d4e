// Colours of the theme in force, read from the page's CSS variables.
const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

export const colour = (name) => read(`--j-${name}`)
export const series = () => Array.from({ length: 8 }, (_, i) => colour(`chart-${i + 1}`))
export const stage = (index) => colour(`stage-${(index % 10) + 1}`)

export function named(name, fallback) {
  if (!name) return fallback
  return name.startsWith('#') ? name : colour(name) || fallback
}
