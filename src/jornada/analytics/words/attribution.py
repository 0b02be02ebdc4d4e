"""Sentences about what credit rests on. Each is (English, Portuguese)."""

from __future__ import annotations

NO_CREDIT = ("There is no credit to share.", "Não há crédito a repartir.")
CREDIT = ("Credit by name", "Crédito por nome")
CONVERSIONS = ("conversions", "conversões")
NONE = ("none", "nenhum")
TOUCHES = (
    "{touches} touches on {journeys} journeys earn {credit} conversions ({model}).",
    "{touches} interações em {journeys} jornadas ganham {credit} conversões ({model}).",
)
EARNS = (
    "By every model more comes back than was spent on {names}.",
    "Por todos os modelos volta mais do que se gastou com {names}.",
)
LOSES = (
    "By every model less comes back than was spent on {names}.",
    "Por todos os modelos volta menos do que se gastou com {names}.",
)
UNCLEAR = (
    "Models disagree whether {names} returned what was spent: it cannot be told.",
    "Os modelos discordam se {names} trouxe de volta o gasto: não se pode dizer.",
)
UNUSED = (
    "{spent} was spent on {names}, which stand on no journey.",
    "{spent} foram gastos com {names}, que não estão em nenhuma jornada.",
)
NO_COST = ("No name has a known cost.", "Nenhum nome tem custo conhecido.")
NO_CAUSE = (
    "Credit shares out conversions that happened; what a cut would cost takes an experiment.",
    "Crédito reparte conversões que houve; o que um corte custaria pede um experimento.",
)
ROI = ("Return on cost: (value - cost) / cost", "Retorno sobre o custo: (valor - custo) / custo")
AGREE = (
    "The models agree on all names, within 5 points of all credit or a factor of 1.5.",
    "Os modelos concordam em todos os nomes, dentro de 5 pontos do crédito ou de um fator de 1,5.",
)
DISPUTED = ("Models disagree on {count} names:", "Os modelos discordam em {count} nomes:")
APART = (
    "{name} from {low} ({low_model}) to {high} ({high_model})",
    "{name} de {low} ({low_model}) a {high} ({high_model})",
)
ORDER = (
    "A chain of order {order} foretells journeys of held-out subjects as well as any longer one ({subjects} subjects).",
    "Uma cadeia de ordem {order} prevê jornadas de sujeitos de fora tão bem quanto as mais longas "
    "({subjects} sujeitos).",
)
MODELLED = (
    "{name} earns most: {credit} of {total} conversions, with a standard error of {error} from sampling {orders} orders.",
    "{name} ganha mais: {credit} de {total} conversões, com erro padrão de {error} por sortear {orders} ordens.",
)
INTERVALS = (
    "From {subjects} subjects drawn anew, the least sure share is that of {name} by {model}: {low} to {high}. The interval "
    "says what chance does, not whether a model is right.",
    "De {subjects} sujeitos sorteados de novo, a parcela menos certa é a de {name} por {model}: {low} a {high}. O intervalo "
    "diz o que o acaso faz, não se um modelo está certo.",
)
HAZARD = (
    "{name} earns most: {credit} of {total} conversions. Names that surely raise the chance in a period of {period}: {sure}. "
    "Without any touch the model still sees {itself} of the pace.",
    "{name} ganha mais: {credit} de {total} conversões. Nomes que com certeza elevam a chance em um período de {period}: "
    "{sure}. Sem nenhuma interação o modelo ainda vê {itself} do ritmo.",
)
