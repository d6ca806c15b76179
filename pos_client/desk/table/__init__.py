"""Tables: server-paged or of rows at hand."""

from pos_client.desk.table.columns import Column, Filter, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.table.source import Query, Rows, Source, local_source

__all__ = ["Action", "Column", "Filter", "Query", "Row", "Rows", "Source", "TablePage", "local_source"]
