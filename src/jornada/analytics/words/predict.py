"""Sentences of predictions in English and Portuguese."""

from __future__ import annotations

from typing import Any

from jornada.analytics.result import Language

_WORDS: dict[str, tuple[str, str]] = {
    "verdict_works": (
        "Better than the base rate: on {rows} rows not learnt from ({events} with the outcome, {rate}) the"
        " score puts one with the outcome above one without in {pairs} of such pairs (AUC {auc}, 95% "
        "interval {low} to {high}); among the best-scored 10% the outcome is {lift} times as frequent as "
        "overall.",
        "Melhor que a taxa básica: em {rows} linhas não usadas para aprender ({events} com o resultado, "
        "{rate}) a pontuação põe uma com o resultado acima de uma sem ele em {pairs} desses pares (AUC "
        "{auc}, intervalo de 95% de {low} a {high}); entre os 10% mais bem pontuados o resultado é "
        "{lift} vezes tão frequente quanto no todo.",
    ),
    "verdict_ranks": (
        "It ranks better than chance (AUC {auc}, 95% interval {low} to {high}, on {rows} rows, {events} "
        "with the outcome, {rate}), but its probabilities are no better than the base rate: use the order,"
        " not the percentages.",
        "Ordena melhor que o acaso (AUC {auc}, intervalo de 95% de {low} a {high}, em {rows} linhas, "
        "{events} com o resultado, {rate}), mas as probabilidades não são melhores que a taxa básica: use "
        "a ordem, não as porcentagens.",
    ),
    "verdict_none": (
        "No better than the base rate: on {rows} rows ({events} with the outcome, {rate}) the AUC is "
        "{auc}, and its 95% interval ({low} to {high}) includes 0.5. Do not rank anybody by this score.",
        "Não é melhor que a taxa básica: em {rows} linhas ({events} com o resultado, {rate}) a AUC é "
        "{auc}, e seu intervalo de 95% ({low} a {high}) inclui 0,5. Não ordene ninguém por esta "
        "pontuação.",
    ),
    "split_time": (
        "Learnt from the early rows and judged on the latest.",
        "Aprendido nas linhas antigas e avaliado nas mais recentes.",
    ),
    "split_shuffled": (
        "Without a time column the rows to judge by were drawn at random from the same period: where "
        "things change with time, expect worse. Name the column that says when each row was as it is.",
        "Sem coluna de tempo, as linhas de avaliação foram sorteadas do mesmo período: se as coisas mudam "
        "com o tempo, espere menos. Indique a coluna que diz de quando é cada linha.",
    ),
    "leak_alone": (
        "{column} tells the outcome by itself (AUC {auc}).",
        "{column} revela o resultado sozinha (AUC {auc}).",
    ),
    "leak_filled": (
        "{column} is filled only where the outcome is settled one way (AUC {auc}).",
        "{column} só está preenchida onde o resultado já foi decidido em um sentido (AUC {auc}).",
    ),
    "leak_later": (
        "{column} holds dates that mostly lie after the moment of prediction.",
        "{column} traz datas que, na maioria, são posteriores ao momento da previsão.",
    ),
    "leak_name": (
        "{column}, by its name, is known only when it has ended (AUC {auc}).",
        "{column}, pelo nome, só se conhece quando já terminou (AUC {auc}).",
    ),
    "leak_out": ("Left out: it would not be known in time.", "Deixada de fora: não seria conhecida a tempo."),
    "leak_kept": ("Kept on demand.", "Mantida a pedido."),
    "suspect": (
        "Look at {column}: alone it says more (AUC {auc}) than all other columns together. If it is known "
        "only afterwards, drop it.",
        "Examine {column}: sozinha diz mais (AUC {auc}) que todas as outras juntas. Se só se conhece depois, retire-a.",
    ),
    "ignored_constant": ("the same in all rows", "igual em todas as linhas"),
    "ignored_identifier": ("a different value in nearly every row", "um valor diferente em quase toda linha"),
    "ignored_date": (
        "a date says something only beside the time of the row",
        "uma data só diz algo ao lado do tempo da linha",
    ),
    "ignored": ("{column} is not used: {why}.", "{column} não é usada: {why}."),
    "taken_open": (
        "Taken as still open, scored but not learnt from: {column}. Say otherwise with --open VALUE.",
        "Considerados ainda em aberto, pontuados mas não usados para aprender: {column}. Mude com --open VALOR.",
    ),
    "dates_there": ("Columns with dates: {column}.", "Colunas com datas: {column}."),
    "counts": ("{rows} rows; success: {column}.", "{rows} linhas; sucesso: {column}."),
    "left_out": ("{rows} rows without a time were left out.", "{rows} linhas sem tempo ficaram de fora."),
    "blanked": (
        "{rows} cells could not be read and count as blank.",
        "{rows} células não puderam ser lidas e contam como em branco.",
    ),
    "part_train": ("learnt from:", "para aprender:"),
    "part_calibrate": ("calibrated on:", "para calibrar:"),
    "part_test": ("judged by:", "para avaliar:"),
    "part_open": ("open:", "em aberto:"),
    "part_gap": ("gap:", "intervalo:"),
    "rows": ("Rows", "Linhas"),
    "brier": ("Brier score", "Escore de Brier"),
    "ece": ("calibration error", "erro de calibração"),
    "slope": ("calibration slope", "inclinação da calibração"),
    "lift_20": ("lift at 20%", "ganho em 20%"),
    "average_precision": ("average precision", "precisão média"),
    "page_title": ("Who converts: {column}", "Quem converte: {column}"),
    "base_rate": ("base rate", "taxa básica"),
    "auc": ("AUC, 95% interval", "AUC, intervalo de 95%"),
    "lift_10": ("lift at 10%", "ganho em 10%"),
    "short": ("In short", "Em resumo"),
    "best": ("Best-scored, with their reasons", "Mais bem pontuados, com as razões"),
    "reasons_note": (
        "Each reason multiplies the odds against an average row; together they give the score exactly. "
        "They say what goes with the outcome, not what would bring it about.",
        "Cada razão multiplica as chances em relação a uma linha média; juntas dão exatamente a pontuação."
        " Dizem o que acompanha o resultado, não o que o causaria.",
    ),
    "reasons_sampled": (
        "Each reason multiplies the odds against typical rows (Shapley values, estimated by sampling). "
        "They say what goes with the outcome, not what would bring it about.",
        "Cada razão multiplica as chances em relação a linhas típicas (valores de Shapley, estimados por "
        "amostragem). Dizem o que acompanha o resultado, não o que o causaria.",
    ),
    "forecast": (
        "The {deals} deals open now are expected to bring {expected} within {days} days; with 80% "
        "probability {low} to {high}. Weighting by stage alone would say {stage_weighted}, whatever the "
        "age of the deals and however long it takes. Deals not yet opened are not in it.",
        "Espera-se que os {deals} negócios abertos tragam {expected} em {days} dias; com 80% de "
        "probabilidade, de {low} a {high}. A ponderação só por etapa diria {stage_weighted}, qualquer que "
        "seja a idade dos negócios e o prazo. Negócios ainda não abertos não estão incluídos.",
    ),
    "forecast_typical": (
        "Values are those typical of won deals: most open deals have none, or lost ones were set to 0.",
        "Os valores são os típicos de negócios ganhos: a maioria dos abertos não tem, ou os perdidos foram zerados.",
    ),
    "forecast_title": (
        "Value won within {days} days, of deals open now",
        "Valor ganho em {days} dias, dos negócios abertos",
    ),
    "forecast_note": (
        "Interval of 80%; only the first takes age and the time that is left into account.",
        "Intervalo de 80%; só o primeiro leva em conta a idade e o tempo que resta.",
    ),
    "by_age": ("By stage and age", "Por etapa e idade"),
    "by_stage": ("By stage alone", "Só por etapa"),
    "by_last": ("At the last rate", "Pela última taxa"),
    "money": ("Value", "Valor"),
    "actual": ("What came", "O que veio"),
    "buying_times": (
        "Of {deals} open deals, expected to be won: {column}.",
        "De {deals} negócios abertos, espera-se ganhar: {column}.",
    ),
    "backtest": (
        "{rows} past forecasts: {coverage} of what came lay within their 80% interval; taken together "
        "they were off by {bias}.",
        "{rows} previsões passadas: {coverage} do que veio ficou no intervalo de 80%; no conjunto, o "
        "desvio foi de {bias}.",
    ),
    "backtest_better": (
        "Their mean loss, {pinball}, is less than that of going by the last rate, {pinball_last}.",
        "A perda média, {pinball}, é menor que a de seguir a última taxa, {pinball_last}.",
    ),
    "backtest_worse": (
        "Going by the last rate would have done no worse: mean loss {pinball_last} against {pinball}.",
        "Seguir a última taxa não teria sido pior: perda média de {pinball_last} contra {pinball}.",
    ),
    "backtest_title": ("Past forecasts and what came", "Previsões passadas e o que veio"),
    "drifted": (
        "Changed beyond chance, of {rows} columns: {column}. What was learnt may not hold for the rows "
        "that come in now.",
        "Mudaram além do acaso, de {rows} colunas: {column}. O que foi aprendido pode não valer para as "
        "linhas de agora.",
    ),
    "not_drifted": (
        "None of the {rows} columns has changed by more than chance.",
        "Nenhuma das {rows} colunas mudou além do acaso.",
    ),
    "drift_title": ("Change of each column (PSI)", "Mudança de cada coluna (PSI)"),
    "psi": ("PSI", "PSI"),
    "by_chance": ("By chance alone", "Só pelo acaso"),
    "recalibrate": (
        "Learn the probabilities again: over {rows} months {rate} times as many outcomes came as expected.",
        "Reaprenda as probabilidades: em {rows} meses vieram {rate} vezes os resultados esperados.",
    ),
    "holds": (
        "The probabilities hold: over {rows} months {rate} times as many outcomes came as expected, within chance.",
        "As probabilidades valem: em {rows} meses vieram {rate} vezes os resultados esperados, dentro do acaso.",
    ),
    "value_leaks": (
        "{column} is known only afterwards, so classes go by probability alone.",
        "{column} só se conhece depois; as classes seguem só a probabilidade.",
    ),
    "raises": (
        "{column} = {value} raises the odds {factor} times",
        "{column} = {value} multiplica as chances por {factor}",
    ),
    "lowers": (
        "{column} = {value} lowers the odds {factor} times",
        "{column} = {value} divide as chances por {factor}",
    ),
    "blank": ("(blank)", "(em branco)"),
    "ideal": ("if all were right", "se tudo estivesse certo"),
    "observed": ("Share with the outcome", "Proporção com o resultado"),
    "predicted": ("Predicted probability", "Probabilidade prevista"),
    "reliability_title": (
        "Predicted and observed, rows of the test in ten groups",
        "Previsto e observado, linhas de teste em dez grupos",
    ),
    "grades_title": ("Outcome by class, rows of the test", "Resultado por classe, linhas de teste"),
    "grade": ("Class", "Classe"),
    "weights_title": ("What the score rests on", "Em que a pontuação se apoia"),
    "column": ("Column", "Coluna"),
    "weight": ("Mean change of the log-odds", "Mudança média do log das chances"),
}


def say(key: str, language: Language, **values: Any) -> str:
    """Write a sentence in the language asked for; figures of Portuguese take the decimal comma.

    Examples
    --------
    >>> say("leak_out", "en")
    'Left out: it would not be known in time.'
    """
    if language == "pt":
        values = {name: _comma(value) if name != "column" else value for name, value in values.items()}
    return _WORDS[key][language == "pt"].format(**values)


def _comma(value: Any) -> Any:
    """Swap the marks of a figure; leave words alone."""
    is_figure = isinstance(value, str) and value.strip("-%").replace(".", "").replace(",", "").isdigit()
    return value.translate(str.maketrans(",.", ".,")) if is_figure else value
