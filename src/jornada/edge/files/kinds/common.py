"""Fields that several kinds share."""

from __future__ import annotations

from jornada.edge.files.kinds.fields import Field

OWNER_WORDS = (
    "sales agent", "agent", "owner", "owner name", "deal owner", "account owner", "contact owner", "lead owner",
    "company owner", "opportunity owner", "record owner", "assigned to", "assigned user", "activity assigned to",
    "usuario atribuido", "atribuido a", "salesperson",
    "sales person", "sales rep", "sales representative", "rep", "seller", "account manager", "account executive",
    "user", "responsible", "responsavel", "vendedor", "vendedora", "proprietario", "proprietario do negocio",
    "proprietario da negociacao", "dono", "dono do lead", "usuario", "consultor", "executivo de contas", "atendente",
    "responsavel pela negociacao", "responsavel pela venda", "propietario", "comercial", "hubspot owner",
    "deal owner name", "dono do negocio", "sales user", "vendedor responsavel", "proprietario da oportunidade",
    "proprietario da conta", "proprietario do contato", "proprietario do lead", "agente", "agente de vendas",
)  # fmt: skip
TAG_WORDS = (
    "tag", "labels", "label", "etiqueta", "marcadores", "marcador", "tags do lead", "tags do contato",
)  # fmt: skip
CREATED_WORDS = (
    "created", "created at", "created on", "create date", "created date", "created time", "creation date",
    "date created", "added", "added on", "add time", "deal created", "data de criacao", "criado em", "criada em",
    "criacao", "criado", "cadastro", "data e hora de criacao", "data hora de criacao", "creacion", "fecha de alta",
    "data de cadastro", "cadastrado em", "data da criacao", "data criacao", "data do cadastro", "fecha de creacion",
    "creado", "negocio criado em", "pessoa criada", "organizacao criada", "data da primeira conversao",
)  # fmt: skip
ID_WORDS = ("id", "external id", "record id", "codigo", "identificador", "id externo", "uuid", "key", "chave", "ref")
ACCOUNT_WORDS = (
    "account", "account name", "company", "company name", "organization", "organization name", "organisation",
    "customer", "customer name", "client", "client name", "associated company", "primary company", "partner",
    "deal organization", "conta", "nome da conta", "empresa", "nome da empresa", "cliente", "nome do cliente",
    "organizacao", "nome da organizacao", "razao social", "cuenta", "nombre de la cuenta", "compania", "parceiro",
    "organizacao do negocio", "associated company names", "pessoa organizacao", "person organization",
    "contact organization", "nome fantasia", "account title", "buyer", "comprador",
    "empresa relacionada", "organizacao relacionada", "conta relacionada",
)  # fmt: skip
PERSON_WORDS = (
    "contact", "contact name", "contact person", "primary contact", "associated contact", "person", "person name",
    "deal contact person", "contato", "nome do contato", "contato principal", "pessoa", "pessoa de contato",
    "contacto", "nombre del contacto", "associated contacts", "contatos", "nome da pessoa",
    "pessoa relacionada", "contato relacionado", "related person",
)  # fmt: skip
EMAIL_WORDS = (
    "e mail", "mail", "email address", "e mail address", "work email", "email work", "email trabalho",
    "endereco de e mail", "correo", "correo electronico", "e mail profissional", "email do lead", "email do contato",
    "contact email", "person email", "email comercial", "e mail comercial", "primary email", "email principal",
)  # fmt: skip
PHONE_WORDS = (
    "telephone", "phone number", "mobile", "mobile phone", "cell", "whatsapp", "work phone", "phone work", "fone",
    "celular", "telefone comercial", "telefone celular", "numero de telefone", "telefono", "movil", "tel",
    "telefone principal", "company phone", "mobile number", "telefone fixo",
)  # fmt: skip
NOTE_WORDS = (
    "notes", "comment", "comments", "description", "remarks", "details", "internal notes", "deal description",
    "opportunity description", "lead description", "notas", "nota", "anotacoes", "comentario", "comentarios",
    "observacao", "observacoes", "obs", "descricao", "detalhes", "descricao do negocio", "descricao da negociacao",
    "descricao da oportunidade", "descricao do lead", "informacoes adicionais", "descripcion", "observaciones",
)  # fmt: skip
# What no header has that is about something else than products.
PRODUCT_WORDS = frozenset({"product", "products", "produto", "produtos", "producto", "productos", "sku"})
LABELS = {
    "work": ("work", "trabalho", "comercial", "profissional", "business", "office", "escritorio", "corporativo"),
    "mobile": ("mobile", "celular", "cell", "cell phone", "movel"),
    "home": ("home", "personal", "pessoal", "casa", "residencial", "private", "particular"),
    "billing": ("billing", "cobranca", "faturamento", "financeiro", "invoice", "invoicing"),
    "switchboard": ("switchboard", "pabx", "main", "central", "recepcao", "reception", "geral"),
    "whatsapp": ("whatsapp", "whats app", "whatsapp business", "zap"),
    "former": ("former", "antigo", "anterior", "old", "previous"),
    "other": ("other", "outro", "outros", "custom"),
}
TAX_WORDS = (
    "cnpj", "cpf", "cnpj cpf", "cpf cnpj", "tax number", "vat", "vat number", "tax identification", "documento",
    "cnpj da empresa", "nif", "rut", "cuit", "tax code",
)  # fmt: skip
DOMAIN_WORDS = (
    "domain", "company domain", "company domain name", "website", "website url", "web site", "site", "url",
    "homepage", "dominio", "dominio da empresa", "pagina web", "sitio web", "web", "site da empresa",
)  # fmt: skip
TITLE_WORDS = (
    "job title", "title", "position", "function", "cargo", "funcao", "job position", "job", "puesto", "role title",
    "cargo do contato", "profissao",
)  # fmt: skip


def owner() -> Field:
    return Field("owner", "reference", "Owner", "Responsável", OWNER_WORDS, refers="user", longest=200)


def tags() -> Field:
    return Field("tags", "long", "Tags", "Etiquetas", TAG_WORDS)


def note() -> Field:
    return Field("note", "long", "Note", "Anotação", NOTE_WORDS)


def created(*more: str) -> Field:
    return Field("created_at", "instant", "Created at", "Criado em", (*more, *CREATED_WORDS))


def external_id(*more: str) -> Field:
    return Field("external_id", "text", "External id", "Código externo", (*more, *ID_WORDS), longest=100)


def account_id(*more: str) -> Field:
    names = (*more, "account id", "company id", "id da conta", "id da empresa", "organization id", "id da organizacao")
    names = (*names, "id externo da conta")
    label = ("External id of the account", "Código externo da conta")
    return Field("account_id", "text", *label, names, longest=100)


def contact_id(*more: str) -> Field:
    names = (*more, "contact id", "person id", "id do contato", "contact person id", "id da pessoa de contato")
    names = (*names, "id externo do contato")
    label = ("External id of the contact", "Código externo do contato")
    return Field("contact_id", "text", *label, names, longest=100)


def account(*more: str, code: str = "account") -> Field:
    names = (*more, *ACCOUNT_WORDS)
    return Field(code, "reference", "Account", "Conta (empresa)", names, refers="account", longest=200)


def email(*more: str) -> Field:
    return Field("email", "email", "E-mail", "E-mail", (*more, *EMAIL_WORDS), longest=254)


def phone(*more: str) -> Field:
    return Field("phone", "phone", "Phone", "Telefone", (*more, *PHONE_WORDS), longest=32)


def email_label() -> Field:
    names = (
        "email type",
        "e mail type",
        "email label",
        "e mail 1 type",
        "e mail 1 label",
        "tipo do e mail",
        "tipo de e mail",
        "tipo de email",
    )
    return Field("email_label", "choice", "Label of the e-mail", "Rótulo do e-mail", names, choices=LABELS)


def phone_label() -> Field:
    names = ("phone type", "phone label", "tipo do telefone", "tipo de telefone", "phone 1 type", "phone 1 label")
    return Field("phone_label", "choice", "Label of the phone", "Rótulo do telefone", names, choices=LABELS)


def job_title(*more: str) -> Field:
    return Field("title", "text", "Job title", "Cargo", (*more, *TITLE_WORDS), longest=200)


def first_name() -> Field:
    names = ("given name", "primeiro nome", "nombre", "nome proprio")
    return Field("first_name", "text", "First name", "Primeiro nome", names, longest=100)


def last_name() -> Field:
    names = ("surname", "family name", "ultimo nome", "apellido", "apellidos")
    return Field("last_name", "text", "Last name", "Sobrenome", names, longest=100)


def product(*more: str) -> Field:
    names = (
        *more, "product name", "produto", "nome do produto", "produtos", "products", "item", "line item", "producto",
        "sku name", "oferta", "servico", "plano", "plan", "offer", "solution", "solucao", "produto de interesse",
        "product of interest", "linha de produto", "product line", "product family",
    )  # fmt: skip
    return Field("product", "reference", "Product", "Produto", names, refers="product", longest=200)


def domain(*more: str) -> Field:
    return Field("domain", "domain", "Domain", "Domínio", (*more, *DOMAIN_WORDS), longest=200)


def tax_id() -> Field:
    return Field("tax_id", "tax_id", "Tax id", "CNPJ ou CPF", TAX_WORDS, longest=20)
