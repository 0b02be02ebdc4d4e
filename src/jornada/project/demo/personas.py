"""The demo company's personas: who takes part in buying, two of them validated, one a while ago; the worker matches."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jornada.apps.market.models import Persona, PersonaValidation
from jornada.apps.org.models import User
from jornada.rules.condition_json import to_json
from jornada.rules.conditions import Any as AnyOf
from jornada.rules.conditions import Attribute

# name, rule, texts, channels, days since it was validated, how, interviews
PERSONAS = (
    (
        "Diretora que decide",
        AnyOf((Attribute("buying_role", "is", "decision_maker"), Attribute("title", "contains", "diretor"))),
        {
            "summary": "Assina o contrato e responde pelo resultado do trimestre.",
            "goals": "Previsão em que possa confiar\nMarketing e Vendas com o mesmo número",
            "pains": "Descobrir tarde que o trimestre não fecha\nReuniões sobre de quem é a culpa",
            "objections": "Já temos um CRM\nMinha equipe não vai preencher mais um campo",
            "questions": "Em quanto tempo vejo resultado?\nQuem do meu porte já usa?",
            "values": "Números que ela possa mostrar ao conselho\nNenhuma surpresa no contrato",
            "trust": "Referências de empresas do mesmo porte\nPiloto com critério de sucesso por escrito",
            "content": "Caso de cliente em uma página\nCalculadora de retorno",
            "opening": "Pergunte como ela sabe hoje, no meio do trimestre, se ele vai fechar.",
        },
        ["phone", "in_person", "email"],
        40,
        "Sete entrevistas com diretoras de clientes e de negociações perdidas.",
        7,
    ),
    (
        "Defensor interno",
        AnyOf((Attribute("buying_role", "is", "champion"), Attribute("title", "contains", "gerente"))),
        {
            "summary": "Usa todo dia e precisa convencer os outros.",
            "goals": "Menos planilhas\nSer reconhecido por uma melhora que apareça",
            "pains": "Leads que somem entre Marketing e Vendas\nRelatórios feitos à mão na sexta-feira",
            "objections": "Não tenho tempo para implantar",
            "questions": "Como importo o que já tenho?\nQuem ajuda a minha equipe no começo?",
            "values": "Implantação curta\nAjuda de gente que responde",
            "trust": "Demonstração com os dados dele\nResposta no mesmo dia",
            "content": "Guia passo a passo\nWebinar com perguntas",
            "opening": "",
        },
        ["whatsapp", "email", "video"],
        430,
        "Entrevistas depois de três implantações.",
        3,
    ),
    (
        "Comprador",
        AnyOf((Attribute("buying_role", "is", "purchasing"), Attribute("title", "contains", "compras"))),
        {
            "summary": "Compara propostas e negocia as condições.",
            "goals": "Preço justo\nContrato sem risco",
            "pains": "Fornecedor que muda o preço no meio do caminho",
            "objections": "Está acima do orçamento",
            "questions": "O que acontece se eu cancelar?",
            "values": "Condições claras\nPrazo cumprido",
            "trust": "Proposta completa na primeira vez\nDocumentos fiscais em ordem",
            "content": "Tabela comparativa\nMinuta do contrato",
            "opening": "Pergunte quais condições são indispensáveis antes de falar de preço.",
        },
        ["email"],
        None,
        "",
        0,
    ),
)


def write_personas() -> int:
    """Write the personas; call it in the transaction of the load."""
    now, today = timezone.now(), timezone.localdate()
    marketer = User.objects.filter(username="marina").first()
    for order, (name, rule, texts, channels, ago, how, interviews) in enumerate(PERSONAS):
        row = Persona.objects.create(
            name=name, condition=to_json(rule), channels=channels, order=order, created_at=now, updated_at=now, **texts
        )
        if ago is not None:
            PersonaValidation.objects.create(
                persona=row,
                on=today - timedelta(days=ago),
                by=marketer,
                how=how,
                interviews=interviews,
                created_at=now,
            )
    return len(PERSONAS)
