"""What buyers of the demo company want from each product: opportunities are named by it, as sellers do."""

from __future__ import annotations

# code of the product: needs (en, pt), all of the same number so that they make one table
NEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    "GE": (
        ("Leave the spreadsheets", "Sair das planilhas"),
        ("First ERP", "Primeiro ERP"),
        ("Finance in order", "Financeiro em dia"),
        ("Sales and stock together", "Vendas e estoque juntos"),
        ("Replace the old system", "Troca do sistema antigo"),
    ),
    "GP": (
        ("Two branches in one place", "Duas filiais integradas"),
        ("Cost by order", "Custo por pedido"),
        ("Faster monthly closing", "Fechamento em 5 dias"),
        ("Approval of purchases", "Alçadas de compra"),
        ("Reports for the board", "Relatórios da diretoria"),
    ),
    "GC": (
        ("One system for the group", "Sistema único do grupo"),
        ("Multi-company accounting", "Contabilidade do grupo"),
        ("Audit trail", "Trilha de auditoria"),
        ("National roll-out", "Implantação nacional"),
        ("Planning of demand", "Planejamento de demanda"),
    ),
    "MF": (
        ("Tax reform", "Reforma tributária"),
        ("Invoices of services", "Notas de serviço"),
        ("Digital bookkeeping", "SPED sem retrabalho"),
        ("Tax credits", "Créditos de impostos"),
        ("Rules of twelve states", "ICMS em 12 estados"),
    ),
    "ME": (
        ("Counting every week", "Inventário semanal"),
        ("Fewer stock-outs", "Menos rupturas"),
        ("Lots and validity", "Lotes e validade"),
        ("New warehouse", "Novo depósito"),
        ("Stock of three shops", "Estoque de três lojas"),
    ),
    "MC": (
        ("Orders of field sellers", "Pedidos em campo"),
        ("Routes of technicians", "Rotas dos técnicos"),
        ("Visits without paper", "Visitas sem papel"),
        ("40 people outside", "40 pessoas na rua"),
        ("Service orders", "Ordens de serviço"),
    ),
    "MQ": (
        ("ISO 9001", "ISO 9001"),
        ("Tracing of lots", "Rastreio de lotes"),
        ("Non-conformities", "Não conformidades"),
        ("Audit of suppliers", "Auditoria de fornecedores"),
        ("Reports for the client", "Laudos para o cliente"),
    ),
    "IG": (
        ("Start in 60 days", "Entrada em 60 dias"),
        ("Moving ten years of data", "Migração de dez anos"),
        ("Second phase", "Segunda fase"),
        ("New branch", "Nova filial"),
        ("Change of supplier", "Troca de fornecedor"),
    ),
    "TE": (
        ("New finance team", "Novo time financeiro"),
        ("Key users", "Usuários-chave"),
        ("Refresher of the year", "Reciclagem anual"),
        ("Night shift", "Turno da noite"),
        ("Managers", "Gestores"),
    ),
    "SP": (
        ("Support at weekends", "Suporte no fim de semana"),
        ("Answer in one hour", "Resposta em 1 hora"),
        ("Dedicated analyst", "Analista dedicado"),
        ("Peak season", "Alta temporada"),
        ("Critical plant", "Operação crítica"),
    ),
    "CM": (
        ("20 collectors", "20 coletores"),
        ("Counting in the warehouse", "Contagem no depósito"),
        ("Picking without mistakes", "Separação sem erros"),
        ("Replacement of devices", "Troca de aparelhos"),
        ("Receiving dock", "Doca de recebimento"),
    ),
    "PF": (
        ("Line 2", "Linha 2"),
        ("Stops of machines", "Paradas de máquina"),
        ("Efficiency on screen", "OEE na tela"),
        ("New plant", "Nova fábrica"),
        ("Packing area", "Área de embalagem"),
    ),
}
NEEDS_EACH = 5
