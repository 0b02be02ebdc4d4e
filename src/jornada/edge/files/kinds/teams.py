"""Sales people, each with a manager, an office and a team."""

from jornada.edge.files.kinds import common
from jornada.edge.files.kinds.fields import Field, Kind

_NAMES = (
    "sales agent", "agent", "seller", "sales rep", "sales person", "salesperson", "rep", "user", "user name",
    "full name", "member", "employee", "vendedor", "vendedora", "nome do vendedor", "nome completo", "usuario",
    "consultor", "membro", "colaborador", "funcionario", "nombre", "agente", "responsavel", "owner", "executivo",
)  # fmt: skip
_MANAGERS = (
    "sales manager", "supervisor", "team lead", "team leader", "lider", "boss", "reports to", "manager name",
    "coordenador", "gerente de vendas", "gestor", "gestora", "supervisora", "lider da equipe", "jefe",
)  # fmt: skip
_OFFICES = (
    "regional office", "region", "branch", "location", "filial", "escritorio regional", "regiao", "regional",
    "unidade", "sede", "praca", "oficina", "territory", "territorio", "office location",
)  # fmt: skip
_TEAMS = (
    "team name", "sales team", "group", "squad", "department", "time", "nome da equipe", "equipe de vendas", "grupo",
    "departamento", "equipo", "time de vendas", "setor",
)  # fmt: skip
_ROLES = {
    "admin": ("administrator", "administrador", "administradora"),
    "marketing": ("marketing", "mkt"),
    "sdr": ("sdr", "bdr", "pre sales", "pre vendas", "inside sales", "ldr"),
    "sales": ("sales", "vendas", "vendedor", "vendedora", "closer", "account executive", "seller", "comercial"),
    "manager": ("manager", "gerente", "gestor", "gestora", "coordenador", "coordenadora", "supervisor"),
    "viewer": ("viewer", "leitor", "leitora", "read only", "somente leitura"),
}

TEAMS = Kind(
    "teams",
    "Sales teams",
    "Equipes de vendas",
    "user",
    (
        Field("name", "text", "Name", "Nome", _NAMES, is_required=True, longest=200),
        common.email("user email", "e mail do vendedor", "login"),
        Field("manager", "reference", "Manager", "Gerente", _MANAGERS, refers="manager", longest=200),
        Field("team", "text", "Team", "Equipe", _TEAMS, longest=200),
        Field("office", "text", "Office", "Escritório", _OFFICES, longest=200),
        Field("role", "choice", "Role", "Papel", ("profile", "perfil", "access", "funcao", "cargo"), choices=_ROLES),
    ),
    keys=("email", "name"),
    own_names=("name",),
)
