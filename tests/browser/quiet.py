"""When a page has come to rest."""

QUIET = """() => document.readyState === 'complete'
  && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"""


def wait_until_quiet(page):
    """Wait until the page is loaded and no fragment is under way; an idle network is known half a second later."""
    page.wait_for_function(QUIET)
