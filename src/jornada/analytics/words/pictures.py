"""What pictures say of themselves."""

from __future__ import annotations

NO_FIGURES = ("No figures to draw.", "Não há números para desenhar.")
FIGURES = ("Figures", "Números")
NO_PICTURE = ("This answer has no picture; see its table.", "Esta resposta não tem figura; veja a tabela.")
