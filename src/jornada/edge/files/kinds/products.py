"""What we sell."""

from jornada.edge.files.kinds.fields import Field, Kind

_NAMES = (
    "product", "product name", "item", "item name", "title", "produto", "nome do produto", "descricao", "servico",
    "nome do servico", "producto", "nombre", "plano", "plan",
)  # fmt: skip
_CODES = (
    "product code", "sku", "internal reference", "reference", "codigo", "codigo do produto", "referencia", "cod",
    "referencia interna", "part number", "product id", "id",
)  # fmt: skip
_FAMILIES = (
    "series", "family", "category", "product category", "line", "product line", "group", "type", "serie", "familia",
    "categoria", "linha", "grupo", "linha de produto", "tipo",
)  # fmt: skip
_PRICES = (
    "sales price", "price", "unit price", "preco", "preco de venda", "valor", "preco unitario", "valor unitario",
    "preco de tabela", "precio", "price book price", "cost price", "amount", "preco de lista",
)  # fmt: skip
_ACTIVE = ("is active", "enabled", "ativo", "status", "situacao", "activo", "active product")

PRODUCTS = Kind(
    "products",
    "Products",
    "Produtos",
    "product",
    (
        Field("name", "text", "Name", "Nome", _NAMES, is_required=True, longest=200),
        Field("code", "text", "Code", "Código", _CODES, longest=60),
        Field("family", "text", "Product family", "Família", _FAMILIES, longest=120),
        Field("list_price", "money", "List price", "Preço de lista", _PRICES),
        Field("currency", "currency", "Currency", "Moeda", ("currency code", "moneda"), longest=3),
        Field("is_active", "yes_no", "Active", "Ativo", _ACTIVE),
    ),
    keys=("code", "name"),
    own_names=("name",),
)
