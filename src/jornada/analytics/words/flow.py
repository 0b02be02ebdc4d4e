"""Sentences about the ways that subjects take. Each is (English, Portuguese)."""

from __future__ import annotations

OF_SUBJECTS_THAT_CAME = (
    "Of {came} subjects that came to {source}, {arrived} came to {target} afterwards, half of the times "
    "within {median}. Of {different} different ways the most common is {path}: {share} of them. Those "
    "still under way are not in these times.",
    "De {came} sujeitos que chegaram a {source}, {arrived} chegaram depois a {target}, metade das vezes "
    "em até {median}. De {different} caminhos diferentes o mais comum é {path}: {share} deles. Quem "
    "ainda está a caminho não entra nesses tempos.",
)
WAYS_FROM_TO = (
    "Ways from {a} to {b}",
    "Caminhos de {a} a {b}",
)
OF_SUBJECTS_THAT_CAME_2 = (
    "Of {came} subjects that came to {source}, none came to {target} afterwards.",
    "De {came} sujeitos que chegaram a {source}, nenhum chegou depois a {target}.",
)
THE_MOST_COMMON_DETOUR = (
    "The most common detour is {path}: taken {count} times by {subjects} subjects, against {direct} "
    "times straight. At the median it takes {extra} {more}. That it takes longer does not say that it is "
    "the cause.",
    "O desvio mais comum é {path}: percorrido {count} vezes por {subjects} sujeitos, contra {direct} "
    "vezes em linha direta. Na mediana leva {extra} {more}. Levar mais tempo não diz que ele é a causa.",
)
MOST_COMMON_DETOURS = (
    "Most common detours",
    "Desvios mais comuns",
)
NOBODY_GOES_AROUND_WHERE = (
    "Nobody goes around where others go straight.",
    "Ninguém dá volta onde outros vão direto.",
)
TIMES = (
    "times",
    "vezes",
)
MORE = (
    "more",
    "a mais",
)
LESS = (
    "less",
    "a menos",
)
OF_SUBJECTS_ARE_AT = (
    "Of {subjects} subjects, {share} are at {name} at step {step}, more than elsewhere; {gone} have no step {last}.",
    "De {subjects} sujeitos, {share} estão em {name} no passo {step}, mais do que nos outros; {gone} não "
    "têm o passo {last}.",
)
WHERE_SUBJECTS_ARE_STEP = (
    "Where subjects are, step by step",
    "Onde os sujeitos estão, passo a passo",
)
THERE_IS_NO_WALK = (
    "There is no walk to look at.",
    "Não há percurso para olhar.",
)
STEP = (
    "step",
    "passo",
)
NEXT_STEP_FROM_EACH = (
    "Next step from each stage (visits)",
    "Próximo passo de cada estágio (visitas)",
)
WITHIN_OF_COMING = (
    "Within {time} of coming.",
    "Em até {time} após a chegada.",
)
FROM_GO_ON_TO = (
    "From {stage}, {share} go on to {target} ({interval}); {still} are still there.",
    "De {stage}, {share} seguem para {target} ({interval}); {still} ainda estão lá.",
)
NOTHING_CAN_BE_SAID = (
    "Nothing can be said: nobody was watched that long.",
    "Não se pode dizer: ninguém foi observado por tanto tempo.",
)
AS_FAR_AS_STAYS = (
    "As far as stays were watched.",
    "Até onde as estadas foram observadas.",
)
NEXT = (
    "next",
    "próximo",
)
ACTUAL_WALKS_FIT_THE = (
    "Actual walks fit the designed road to {fit}; {perfect} of {subjects} subjects keep to it exactly.",
    "Os percursos seguem o caminho desenhado em {fit}; {perfect} de {subjects} sujeitos o seguem à risca.",
)
MOVES_OFF_THE_DESIGNED = (
    "Moves off the designed road",
    "Movimentos fora do caminho desenhado",
)
THERE_IS_NO_WALK_2 = (
    "There is no walk to compare.",
    "Não há percurso para comparar.",
)
MOST_EXTRA_MOVES_GO = (
    " Most extra moves go to {name} ({count}).",
    " A maioria dos movimentos a mais vai para {name} ({count}).",
)
MOST_OFTEN_LEFT_OUT = (
    " Most often left out is {name} ({count} of {due} times).",
    " O mais pulado é {name} ({count} de {due} vezes).",
)
EXTRA = (
    "extra",
    "a mais",
)
MISSING = (
    "missing",
    "faltando",
)
MOVES = (
    "moves",
    "movimentos",
)
AND_MORE = (
    " and {n} more",
    " e mais {n}",
)
MOVES_FROM_STAGE_TO = (
    "Moves from stage to stage (touches)",
    "De estágio a estágio (interações)",
)
FROM_WHAT_SUBJECTS_DID = (
    "From what {population} subjects did, {count} stages are proposed, in this order: {stages}. "
    "Activities that come and go together make a stage; stages are ordered by what subjects do first.",
    "Do que {population} sujeitos fizeram, propõem-se {count} estágios, nesta ordem: {stages}. "
    "Atividades que se alternam formam um estágio; a ordem é a do que os sujeitos fazem primeiro.",
)
AT_ANY_TIME_SO = (
    "At any time, so for no stage: {names}.",
    "A qualquer momento, sem estágio: {names}.",
)
LOOP_OF_THE_MOVES = (
    "Loop: {share} of the moves out of {late} go back to {early}.",
    "Laço: {share} das saídas de {late} voltam para {early}.",
)
MOST_REPEATED_BY_OF = (
    "Most repeated: {name}, by {share} of those who do it. A proposal, to be looked through by people.",
    "Mais repetida: {name}, por {share} de quem a faz. É uma proposta, para ser revista por pessoas.",
)
THE_ORDER_OF_THE = (
    "The order of the designed stages agrees with what subjects do: {order} (1 wholly, -1 turned round); "
    "the maps agree on {together} of the pairs of activities that make one stage or two.",
    "A ordem dos estágios desenhados concorda com o que os sujeitos fazem: {order} (1 toda, -1 "
    "invertida); os mapas concordam em {together} dos pares de atividades que formam um estágio ou dois.",
)
THE_MAPS_SHARE_TOO = (
    "The maps share too little to compare their order.",
    "Os mapas têm pouco em comum para comparar a ordem.",
)
COMES_BEFORE = (
    " {late} comes before {early}.",
    " {late} vem antes de {early}.",
)
THE_LOG_SHOWS_NOTHING = (
    " The log shows nothing of {stages}.",
    " O registro nada mostra de {stages}.",
)
