"""The analytics copy and the pages built on it. No tables yet: figures are derived."""
