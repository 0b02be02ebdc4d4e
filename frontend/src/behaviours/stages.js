// Where the steps of a pipeline are wider than the page, the one in force is in sight.
export function stages(part) {
  part.querySelectorAll('.j-stages [data-state="current"]').forEach((step) => {
    const bar = step.parentElement
    bar.scrollLeft = step.offsetLeft - bar.offsetLeft - (bar.clientWidth - step.offsetWidth) / 2
  })
}
