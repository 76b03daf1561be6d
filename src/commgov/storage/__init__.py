"""What is kept: the ledger in a database; and tables in and out.

Folders of CSV files or one workbook become objects of the house, and results become files.
"""

from commgov.storage.database import Database as Database
from commgov.storage.folder import read_folder as read_folder
from commgov.storage.folder import write_inputs as write_inputs
from commgov.storage.inputs import Inputs as Inputs
from commgov.storage.policy_file import PolicySettings as PolicySettings
from commgov.storage.table_output import table_bytes as table_bytes
from commgov.storage.table_output import write_table as write_table
from commgov.storage.whole_files import write_all as write_all
from commgov.storage.workbook_output import workbook_bytes as workbook_bytes
from commgov.storage.workbook_output import write_workbook as write_workbook

__all__ = [
    "Database",
    "Inputs",
    "PolicySettings",
    "read_folder",
    "table_bytes",
    "workbook_bytes",
    "write_all",
    "write_inputs",
    "write_table",
    "write_workbook",
]
