"""What a business is made of: the dimensions that concentration is told of, and how much of one thing is too much."""

from i18n import Text

SPREAD: dict[str, Text] = {
    "channel": Text("渠道", "Channels"),
    "region_1": Text("区域", "Regions"),
    "partner": Text("经销商", "Partners"),
    "customer": Text("客户", "Customers"),
    "product": Text("产品", "Products"),
}
# the share of a region, a channel or everything from which on a single member is called a dependence, unless the rules
# of the balance page say otherwise
DEPENDENT: dict[str, float] = {"customer": 0.10, "partner": 0.10, "channel": 0.50}
WITHIN = ("", "region", "channel")  # everything selected, each region of a level, each channel
