"""Charts of the admin tab. pyqtgraph (and numpy with it) is imported when the first chart is shown."""

from pos_client.desk.charts.bars import BarChart
from pos_client.desk.charts.curve import AbcChart, AbcCut
from pos_client.desk.charts.hourly import HourlyChart
from pos_client.desk.charts.matrix import Matrix
from pos_client.desk.charts.scale import Scale

__all__ = ["AbcChart", "AbcCut", "BarChart", "HourlyChart", "Matrix", "Scale"]
