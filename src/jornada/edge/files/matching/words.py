"""Words that are spelled right: industries and countries, to propose corrections; nothing is added from here."""

from __future__ import annotations

from jornada.edge.files.kinds import plain

INDUSTRIES: tuple[str, ...] = (
    "technology", "software", "information technology", "telecommunications", "retail", "wholesale", "e-commerce",
    "finance", "financial services", "banking", "insurance", "medical", "healthcare", "health", "pharmaceutical",
    "biotechnology", "education", "marketing", "advertising", "media", "entertainment", "employment", "recruitment",
    "human resources", "services", "consulting", "professional services", "legal", "accounting", "engineering",
    "construction", "real estate", "manufacturing", "industrial", "automotive", "aerospace", "chemical", "energy",
    "oil and gas", "utilities", "mining", "agriculture", "agribusiness", "food", "food and beverage", "restaurants",
    "hospitality", "tourism", "travel", "transportation", "logistics", "textile", "fashion", "sports", "government",
    "nonprofit", "security", "environment", "electronics", "hardware", "machinery", "packaging", "furniture",
    "tecnologia", "tecnologia da informação", "telecomunicações", "varejo", "atacado", "finanças", "financeiro",
    "serviços financeiros", "bancos", "seguros", "saúde", "farmacêutico", "biotecnologia", "educação", "publicidade",
    "mídia", "entretenimento", "emprego", "recrutamento", "recursos humanos", "serviços", "consultoria",
    "serviços profissionais", "jurídico", "contabilidade", "engenharia", "construção", "construção civil",
    "imobiliário", "indústria", "manufatura", "automotivo", "químico", "energia", "petróleo e gás", "mineração",
    "agricultura", "agronegócio", "alimentos", "alimentos e bebidas", "restaurantes", "hotelaria", "turismo",
    "transporte", "transportes", "logística", "têxtil", "moda", "esportes", "governo", "terceiro setor", "segurança",
    "meio ambiente", "eletrônicos", "máquinas", "embalagens", "móveis", "cosméticos", "metalurgia", "siderurgia",
)  # fmt: skip
COUNTRIES: tuple[str, ...] = (
    "Argentina", "Australia", "Austria", "Bangladesh", "Belgium", "Bolivia", "Brazil", "Bulgaria", "Canada", "Chile",
    "China", "Colombia", "Costa Rica", "Croatia", "Cuba", "Czech Republic", "Czechia", "Denmark", "Dominican Republic",
    "Ecuador", "Egypt", "El Salvador", "Estonia", "Ethiopia", "Finland", "France", "Germany", "Ghana", "Greece",
    "Guatemala", "Honduras", "Hong Kong", "Hungary", "Iceland", "India", "Indonesia", "Iran", "Iraq", "Ireland",
    "Israel",
    "Italy", "Jamaica", "Japan", "Jordan", "Kazakhstan", "Kenya", "Korea", "Kuwait", "Latvia", "Lebanon", "Lithuania",
    "Luxembourg", "Malaysia", "Mexico", "Morocco", "Mozambique", "Netherlands", "New Zealand", "Nicaragua", "Nigeria",
    "Norway", "Pakistan", "Panama", "Paraguay", "Peru", "Philippines", "Poland", "Portugal", "Puerto Rico", "Qatar",
    "Romania", "Russia", "Saudi Arabia", "Senegal", "Serbia", "Singapore", "Slovakia", "Slovenia", "South Africa",
    "South Korea", "Spain", "Sri Lanka", "Sweden", "Switzerland", "Taiwan", "Tanzania", "Thailand", "Tunisia", "Turkey",
    "Uganda", "Ukraine", "United Arab Emirates", "United Kingdom", "United States", "United States of America",
    "Uruguay", "Venezuela", "Vietnam", "Zambia", "Zimbabwe", "Angola", "Algeria",
    "Alemanha", "Áustria", "Austrália", "Bélgica", "Bolívia", "Brasil", "Bulgária", "Canadá", "Colômbia",
    "Coreia do Sul",
    "Croácia", "Dinamarca", "Egito", "Emirados Árabes Unidos", "Equador", "Eslováquia", "Espanha", "Estados Unidos",
    "Filipinas", "Finlândia", "França", "Grécia", "Holanda", "Hungria", "Índia", "Indonésia", "Irlanda", "Itália",
    "Japão", "Malásia", "Marrocos", "México", "Moçambique", "Noruega", "Nova Zelândia", "Países Baixos", "Panamá",
    "Paraguai", "Polônia", "Reino Unido", "República Dominicana", "República Tcheca", "Romênia", "Rússia", "Singapura",
    "Suécia", "Suíça", "Tailândia", "Turquia", "Ucrânia", "Uruguai", "Vietnã", "África do Sul", "Arábia Saudita",
)  # fmt: skip

INDUSTRY_WORDS = frozenset(map(plain, INDUSTRIES))
COUNTRY_WORDS = frozenset((*map(plain, COUNTRIES), "usa", "us", "uk", "eua", "br"))


def in_the_case_of(word: str, like: str) -> str:
    """Write a word in the letter case of the file: `technolgy` → `technology`, `TECHNOLGY` → `TECHNOLOGY`."""
    if like.isupper():
        return word.upper()
    if like.islower():
        return word.lower()
    if like.istitle():
        return word.title()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


# Words between names that tell no two people apart.
BETWEEN_NAMES = frozenset({"dos", "das", "del", "van", "von"})
# Mail providers of the public: their domains say nothing about the company.
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.com.br",
        "outlook.com",
        "outlook.com.br",
        "live.com",
        "yahoo.com",
        "yahoo.com.br",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "ig.com.br",
        "globo.com",
        "msn.com",
        "zipmail.com.br",
        "gmx.com",
        "mail.com",
        "yandex.com",
    ]
)
# Networks, maps and pages of links where many have a page: its host says nothing about the company either.
NETWORKS = frozenset(
    {
        *("linkedin.com", "facebook.com", "fb.com", "instagram.com", "twitter.com", "x.com", "youtube.com"),
        *("youtu.be", "tiktok.com", "pinterest.com", "wa.me", "whatsapp.com", "t.me", "linktr.ee", "bit.ly"),
        *("goo.gl", "g.page", "google.com", "google.com.br", "mercadolivre.com.br", "ifood.com.br"),
    }
)
