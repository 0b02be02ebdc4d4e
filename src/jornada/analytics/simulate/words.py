"""The words the demo company's world is made of: invented names, real Brazilian places.

Every company name is put together from these lists and means nobody; their domains end in
`.example`, which RFC 2606 keeps free, so that no mail can reach a stranger.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# industry code, label (en, pt), weight, kinds of company: (name with {} for the core, slug)
INDUSTRIES: tuple[tuple[str, str, str, float, tuple[tuple[str, str], ...]], ...] = (
    (
        "manufacturing",
        "Manufacturing",
        "Indústria",
        0.20,
        (
            ("Metalúrgica {}", "metalurgica"),
            ("Indústria de Plásticos {}", "plasticos"),
            ("Têxtil {}", "textil"),
            ("Fundição {}", "fundicao"),
            ("Química {}", "quimica"),
            ("Indústria e Comércio de Móveis {}", "moveis"),
            ("Cerâmica {}", "ceramica"),
        ),
    ),
    (
        "retail",
        "Retail",
        "Varejo",
        0.16,
        (
            ("Comercial {}", "comercial"),
            ("Atacado {}", "atacado"),
            ("Lojas {}", "lojas"),
            ("Supermercados {}", "super"),
            ("Casa {} Materiais de Construção", "casa"),
        ),
    ),
    (
        "health",
        "Health",
        "Saúde",
        0.14,
        (
            ("Hospital {}", "hospital"),
            ("Clínica {}", "clinica"),
            ("Laboratório {}", "laboratorio"),
            ("{} Diagnósticos", "diagnosticos"),
        ),
    ),
    (
        "education",
        "Education",
        "Educação",
        0.10,
        (
            ("Colégio {}", "colegio"),
            ("Faculdade {}", "faculdade"),
            ("Instituto de Ensino {}", "instituto"),
            ("Escola Técnica {}", "escola"),
        ),
    ),
    (
        "technology",
        "Technology",
        "Tecnologia",
        0.13,
        (
            ("{} Sistemas", "sistemas"),
            ("{} Tecnologia", "tec"),
            ("{} Software", "software"),
            ("{} Dados e Redes", "dados"),
        ),
    ),
    (
        "services",
        "Services",
        "Serviços",
        0.11,
        (
            ("{} Engenharia", "engenharia"),
            ("{} Consultoria", "consultoria"),
            ("{} Contabilidade", "contabilidade"),
            ("{} Serviços Prediais", "predial"),
        ),
    ),
    (
        "agribusiness",
        "Agribusiness",
        "Agro",
        0.08,
        (
            ("Agropecuária {}", "agropecuaria"),
            ("Cooperativa {}", "cooperativa"),
            ("Grãos {}", "graos"),
            ("Usina {}", "usina"),
            ("Laticínios {}", "laticinios"),
        ),
    ),
    (
        "logistics",
        "Logistics",
        "Logística",
        0.08,
        (
            ("Transportes {}", "transportes"),
            ("{} Logística", "logistica"),
            ("Expresso {}", "expresso"),
            ("Armazéns Gerais {}", "armazens"),
        ),
    ),
)

# core words of company names: a thing and its quality, in agreement
CORES_HE = _words(
    "Rio Vale Campo Porto Morro Ribeirão Planalto Jequitibá Angico Cambará Ipê Jatobá Pequi Buriti Guará Tucano "
    "Jacarandá Araçá Manacá Cerrado"
)
CORES_SHE = _words(
    "Serra Pedra Lagoa Mata Barra Ponte Vila Fonte Ilha Costa Chapada Várzea Cachoeira Enseada Colina Nascente Vereda "
    "Restinga Aroeira Sucupira Siriema"
)
QUALITIES_HE = _words(
    "Claro Verde Alto Dourado Novo Manso Bonito Azul Sereno Branco Formoso Largo Forte Grande Belo Vivo Real Fundo "
    "Livre Rico Antigo Bom Quieto Rubro Prateado Liso Longo Sonoro Firme Aberto"
)
QUALITIES_SHE = _words(
    "Clara Verde Alta Dourada Nova Mansa Bonita Azul Serena Branca Formosa Larga Forte Grande Bela Viva Real Funda "
    "Livre Rica Antiga Boa Quieta Rubra Prateada Lisa Longa Sonora Firme Aberta"
)

# legal forms by size band (micro, small, medium, large, enterprise)
LEGAL_FORMS = (
    ("ME", "Ltda ME", "Ltda"),
    ("Ltda", "Ltda EPP", "Ltda"),
    ("Ltda", "Ltda", "S.A."),
    ("S.A.", "Ltda", "S.A."),
    ("S.A.", "S.A.", "Participações S.A."),
)

SIZE_BANDS = ("micro", "small", "medium", "large", "enterprise")
SIZE_WEIGHTS = (0.12, 0.34, 0.32, 0.16, 0.06)
SIZE_RANGES = ((2, 9), (10, 49), (50, 249), (250, 999), (1000, 12000))

# city, state, area code, weight
CITIES: tuple[tuple[str, str, int, float], ...] = (
    ("São Paulo", "SP", 11, 22),
    ("Guarulhos", "SP", 11, 3),
    ("São José dos Campos", "SP", 12, 2.5),
    ("Santos", "SP", 13, 1.5),
    ("Bauru", "SP", 14, 1.2),
    ("Sorocaba", "SP", 15, 2),
    ("Ribeirão Preto", "SP", 16, 2.2),
    ("São José do Rio Preto", "SP", 17, 1.5),
    ("Presidente Prudente", "SP", 18, 0.8),
    ("Campinas", "SP", 19, 4),
    ("Rio de Janeiro", "RJ", 21, 7),
    ("Campos dos Goytacazes", "RJ", 22, 0.6),
    ("Volta Redonda", "RJ", 24, 0.7),
    ("Vitória", "ES", 27, 1.4),
    ("Cachoeiro de Itapemirim", "ES", 28, 0.4),
    ("Belo Horizonte", "MG", 31, 5),
    ("Juiz de Fora", "MG", 32, 0.9),
    ("Governador Valadares", "MG", 33, 0.5),
    ("Uberlândia", "MG", 34, 1.6),
    ("Poços de Caldas", "MG", 35, 0.6),
    ("Divinópolis", "MG", 37, 0.5),
    ("Montes Claros", "MG", 38, 0.5),
    ("Curitiba", "PR", 41, 4),
    ("Ponta Grossa", "PR", 42, 0.7),
    ("Londrina", "PR", 43, 1.3),
    ("Maringá", "PR", 44, 1.2),
    ("Cascavel", "PR", 45, 0.9),
    ("Francisco Beltrão", "PR", 46, 0.3),
    ("Joinville", "SC", 47, 1.6),
    ("Blumenau", "SC", 47, 1.1),
    ("Florianópolis", "SC", 48, 1.6),
    ("Chapecó", "SC", 49, 0.8),
    ("Porto Alegre", "RS", 51, 3.4),
    ("Pelotas", "RS", 53, 0.5),
    ("Caxias do Sul", "RS", 54, 1.4),
    ("Santa Maria", "RS", 55, 0.5),
    ("Brasília", "DF", 61, 2.6),
    ("Goiânia", "GO", 62, 2.2),
    ("Rio Verde", "GO", 64, 0.6),
    ("Palmas", "TO", 63, 0.4),
    ("Cuiabá", "MT", 65, 0.9),
    ("Rondonópolis", "MT", 66, 0.6),
    ("Campo Grande", "MS", 67, 0.9),
    ("Dourados", "MS", 67, 0.4),
    ("Rio Branco", "AC", 68, 0.2),
    ("Porto Velho", "RO", 69, 0.3),
    ("Salvador", "BA", 71, 2.4),
    ("Ilhéus", "BA", 73, 0.3),
    ("Juazeiro", "BA", 74, 0.2),
    ("Feira de Santana", "BA", 75, 0.6),
    ("Vitória da Conquista", "BA", 77, 0.4),
    ("Aracaju", "SE", 79, 0.5),
    ("Recife", "PE", 81, 2.2),
    ("Petrolina", "PE", 87, 0.4),
    ("Maceió", "AL", 82, 0.5),
    ("João Pessoa", "PB", 83, 0.7),
    ("Campina Grande", "PB", 83, 0.4),
    ("Natal", "RN", 84, 0.7),
    ("Fortaleza", "CE", 85, 2.1),
    ("Juazeiro do Norte", "CE", 88, 0.3),
    ("Teresina", "PI", 86, 0.5),
    ("Picos", "PI", 89, 0.1),
    ("Belém", "PA", 91, 0.9),
    ("Santarém", "PA", 93, 0.2),
    ("Marabá", "PA", 94, 0.3),
    ("Manaus", "AM", 92, 1.1),
    ("Tefé", "AM", 97, 0.1),
    ("Boa Vista", "RR", 95, 0.15),
    ("Macapá", "AP", 96, 0.15),
    ("São Luís", "MA", 98, 0.6),
    ("Imperatriz", "MA", 99, 0.2),
)

REGIONS = ("north", "northeast", "midwest", "southeast", "south")
REGION_OF_STATE = {
    **dict.fromkeys(("AC", "AM", "AP", "PA", "RO", "RR", "TO"), "north"),
    **dict.fromkeys(("AL", "BA", "CE", "MA", "PB", "PE", "PI", "RN", "SE"), "northeast"),
    **dict.fromkeys(("DF", "GO", "MS", "MT"), "midwest"),
    **dict.fromkeys(("ES", "MG", "RJ", "SP"), "southeast"),
    **dict.fromkeys(("PR", "RS", "SC"), "south"),
}

FIRST_NAMES = _words(
    "Adriana Alessandra Aline Amanda Ana Anderson André Antônio Beatriz Bianca Bruna Bruno Caio Camila Carla Carlos "
    "Carolina Caroline Cássia Célia César Cíntia Clara Cláudia Cláudio Cristiane Cristina Daniel Daniela Débora "
    "Denise Diego Edson Eduardo Elaine Eliane Emerson Érica Ester Fabiana Fábio Felipe Fernanda Fernando Flávia "
    "Flávio Francisco Gabriel Gabriela Geraldo Gilberto Giovana Gisele Guilherme Gustavo Heitor Helena Henrique "
    "Hugo Ingrid Isabel Isabela Ivan Ivone Janaína Jaqueline João Joana Jorge José Josiane Júlia Juliana Júlio "
    "Karina Kátia Larissa Leandro Leonardo Letícia Lívia Lorena Luana Lucas Luciana Luciano Luís Luiza Manuela "
    "Mara Marcela Marcelo Márcia Márcio Marcos Maria Mariana Marina Mário Marta Mateus Maurício Mônica Murilo "
    "Natália Nicole Otávio Patrícia Paula Paulo Pedro Priscila Rafael Rafaela Raquel Regina Renata Renato Ricardo "
    "Roberta Roberto Rodrigo Rogério Rosana Rubens Samuel Sandra Sérgio Sílvia Simone Sofia Solange Tânia Tatiana "
    "Teresa Thaís Tiago Valéria Vanessa Vera Vicente Vinícius Vitor Vitória Viviane Wagner Wesley Yasmin"
)

SURNAMES = _words(
    "Abreu Aguiar Albuquerque Almeida Alves Amaral Amorim Andrade Antunes Aragão Araújo Assis Azevedo Barbosa Barros "
    "Bastos Batista Bezerra Bittencourt Borges Braga Brandão Brito Cabral Caldas Camargo Campos Cardoso Carneiro "
    "Carvalho Castro Cavalcanti Chaves Coelho Correia Costa Coutinho Cruz Cunha Dantas Dias Diniz Duarte Esteves "
    "Farias Fernandes Ferraz Ferreira Figueiredo Fonseca Fontes Franco Freire Freitas Furtado Galvão Garcia Godoy "
    "Gomes Gonçalves Gouveia Guedes Guerra Guimarães Gusmão Henriques Holanda Jardim Lacerda Leal Leite Lemos Lima "
    "Lins Lobo Lopes Macedo Machado Maciel Magalhães Maia Marinho Marques Martins Medeiros Meireles Melo Mendes "
    "Menezes Mesquita Miranda Monteiro Moraes Moreira Moura Nascimento Neves Nogueira Nunes Oliveira Pacheco Paiva "
    "Peixoto Pereira Pessoa Pimentel Pinheiro Pires Pontes Prado Queiroz Ramalho Ramos Rangel Rezende Ribeiro Rocha "
    "Rodrigues Sales Sampaio Santana Santos Seabra Serrano Silva Silveira Siqueira Soares Souza Tavares Teixeira "
    "Teles Toledo Torres Valadares Valente Vargas Vasconcelos Vaz Veloso Vidal Vieira Vilela Xavier"
)

# buying role, weight, job titles (en, pt)
ROLES: tuple[tuple[str, float, tuple[tuple[str, str], ...]], ...] = (
    (
        "decision_maker",
        0.20,
        (
            ("Managing Director", "Direção-geral"),
            ("Chief Operating Officer", "Diretoria de Operações"),
            ("Chief Financial Officer", "Diretoria Financeira"),
            ("Board Member", "Conselho de Administração"),
        ),
    ),
    (
        "champion",
        0.22,
        (
            ("Operations Manager", "Gerente de Operações"),
            ("IT Manager", "Gerente de TI"),
            ("Process Manager", "Gerente de Processos"),
        ),
    ),
    (
        "influencer",
        0.22,
        (
            ("Systems Coordinator", "Coordenação de Sistemas"),
            ("Quality Coordinator", "Coordenação da Qualidade"),
            ("Planning Supervisor", "Supervisão de Planejamento"),
        ),
    ),
    (
        "user",
        0.20,
        (
            ("Operations Analyst", "Analista de Operações"),
            ("Process Analyst", "Analista de Processos"),
            ("Production Assistant", "Assistente de Produção"),
        ),
    ),
    (
        "purchasing",
        0.11,
        (("Purchasing Analyst", "Analista de Compras"), ("Purchasing Manager", "Gerente de Suprimentos")),
    ),
    (
        "legal",
        0.05,
        (("Legal Counsel", "Consultoria Jurídica"), ("Contracts Manager", "Gerente de Contratos")),
    ),
)

# code, name (en, pt), family (en, pt), list price in BRL, share of deals
PRODUCTS: tuple[tuple[str, tuple[str, str], tuple[str, str], float, float], ...] = (
    ("GE", ("Manager Essential", "Gestor Essencial"), ("Platform", "Plataforma"), 14_900.0, 0.20),
    ("GP", ("Manager Pro", "Gestor Pro"), ("Platform", "Plataforma"), 38_500.0, 0.18),
    ("GC", ("Manager Corporate", "Gestor Corporativo"), ("Platform", "Plataforma"), 96_000.0, 0.09),
    ("MF", ("Tax Module", "Módulo Fiscal"), ("Modules", "Módulos"), 9_800.0, 0.10),
    ("ME", ("Stock Module", "Módulo Estoque"), ("Modules", "Módulos"), 8_400.0, 0.09),
    ("MC", ("Field Module", "Módulo Campo"), ("Modules", "Módulos"), 12_600.0, 0.07),
    ("MQ", ("Quality Module", "Módulo Qualidade"), ("Modules", "Módulos"), 11_200.0, 0.05),
    ("IG", ("Guided Onboarding", "Implantação Guiada"), ("Services", "Serviços"), 22_000.0, 0.06),
    ("TE", ("Team Training", "Treinamento de Equipes"), ("Services", "Serviços"), 6_500.0, 0.05),
    ("SP", ("Premium Support", "Suporte Premium"), ("Services", "Serviços"), 18_000.0, 0.04),
    ("CM", ("Mobile Collector", "Coletor Móvel"), ("Equipment", "Equipamentos"), 27_300.0, 0.04),
    ("PF", ("Shop Floor Panel", "Painel de Chão de Fábrica"), ("Equipment", "Equipamentos"), 54_000.0, 0.03),
)

# kind, name (en, pt), channel, source code, mean cost in BRL
PROGRAMS: tuple[tuple[str, tuple[str, str], str, str, float], ...] = (
    ("nurture", ("E-mail nurture", "Nutrição por e-mail"), "email", "email_campaign", 6_000.0),
    ("ads", ("Search ads", "Anúncios de busca"), "ads", "advertising", 42_000.0),
    ("webinar", ("Webinar", "Webinar"), "event", "webinar", 9_000.0),
    ("fair", ("Trade fair", "Feira setorial"), "event", "trade_fair", 85_000.0),
    ("social", ("Social series", "Série nas redes"), "social", "linkedin", 15_000.0),
    ("content", ("Practical guide", "Guia prático"), "web", "content", 12_000.0),
    ("mail", ("Direct mail", "Mala direta"), "post", "direct_mail", 18_000.0),
)

LOST_REASONS: tuple[tuple[tuple[str, str], float], ...] = (
    (("Price", "Preço"), 0.28),
    (("Competitor chosen", "Escolheu concorrente"), 0.24),
    (("No budget", "Sem orçamento"), 0.18),
    (("Project cancelled", "Projeto cancelado"), 0.14),
    (("Missing feature", "Falta de funcionalidade"), 0.10),
    (("No answer", "Sem resposta"), 0.06),
)

POSTPONED = ("Postponed", "Adiado")

# team (en, pt), office, regions it serves
TEAMS: tuple[tuple[tuple[str, str], str, tuple[str, ...]], ...] = (
    (("São Paulo Sales", "Vendas São Paulo"), "São Paulo", ("southeast",)),
    (("South Sales", "Vendas Sul"), "Curitiba", ("south",)),
    (("Northeast Sales", "Vendas Nordeste"), "Recife", ("northeast",)),
    (("Midwest and North Sales", "Vendas Centro-Oeste e Norte"), "Goiânia", ("midwest", "north")),
)
MARKETING_TEAM = ("Marketing", "Marketing")
SERVICE_TEAM = ("Customer Success", "Sucesso do Cliente")
HEAD_OFFICE = "São Paulo"
