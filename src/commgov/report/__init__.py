"""The self-contained HTML report. It takes tables of plain rows, never a plan or an experiment.

`page` and the blocks build any report; `plan_page` is the one of a plan, `certificate_page` a certificate on paper.
"""

from commgov.report.blocks import Column as Column
from commgov.report.blocks import Table as Table
from commgov.report.blocks import card as card
from commgov.report.blocks import columns as columns
from commgov.report.blocks import fold as fold
from commgov.report.blocks import key_figures as key_figures
from commgov.report.blocks import note as note
from commgov.report.blocks import paragraph as paragraph
from commgov.report.blocks import section as section
from commgov.report.certificate import CertificateLineRow as CertificateLineRow
from commgov.report.certificate import CertificateSheet as CertificateSheet
from commgov.report.certificate import certificate_page as certificate_page
from commgov.report.charts import Bar as Bar
from commgov.report.charts import Bin as Bin
from commgov.report.charts import bar_list as bar_list
from commgov.report.charts import bins as bins
from commgov.report.charts import figure as figure
from commgov.report.charts import histogram as histogram
from commgov.report.charts import lorenz_curves as lorenz_curves
from commgov.report.hierarchy import hierarchy as hierarchy
from commgov.report.page import page as page
from commgov.report.plan import plan_page as plan_page
from commgov.report.tables import BookingRow as BookingRow
from commgov.report.tables import ExpertiseRow as ExpertiseRow
from commgov.report.tables import LoadRow as LoadRow
from commgov.report.tables import OverrideRow as OverrideRow
from commgov.report.tables import PlanTables as PlanTables
from commgov.report.tables import Quality as Quality
from commgov.report.tables import ServiceRow as ServiceRow
from commgov.report.tables import UnitRow as UnitRow
from commgov.report.tables import UnmetRow as UnmetRow
from commgov.report.tables import WaitRow as WaitRow
from commgov.report.trade_off import TradeOffRow as TradeOffRow
from commgov.report.trade_off import trade_off_svg as trade_off_svg

__all__ = [
    "Bar",
    "Bin",
    "BookingRow",
    "CertificateLineRow",
    "CertificateSheet",
    "Column",
    "ExpertiseRow",
    "LoadRow",
    "OverrideRow",
    "PlanTables",
    "Quality",
    "ServiceRow",
    "Table",
    "TradeOffRow",
    "UnitRow",
    "UnmetRow",
    "WaitRow",
    "bar_list",
    "bins",
    "card",
    "certificate_page",
    "columns",
    "figure",
    "fold",
    "hierarchy",
    "histogram",
    "key_figures",
    "lorenz_curves",
    "note",
    "page",
    "paragraph",
    "plan_page",
    "section",
    "trade_off_svg",
]
