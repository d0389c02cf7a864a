"""A phrase in both languages; neither can be left out."""

from dataclasses import dataclass
from enum import StrEnum


class Locale(StrEnum):
    """The two languages of the interface; the value is the `?lang=` parameter."""

    ZH = "zh"
    EN = "en"

    @classmethod
    def of(cls, tag: str | None, default: "Locale | None" = None) -> "Locale":
        """The language of a browser's or a link's tag; Chinese when it says nothing we know.

        >>> Locale.of("en-GB"), Locale.of("zh-CN"), Locale.of("fr"), Locale.of(None)
        (<Locale.EN: 'en'>, <Locale.ZH: 'zh'>, <Locale.EN: 'en'>, <Locale.ZH: 'zh'>)
        """
        if not tag:
            return default or cls.ZH
        return cls.ZH if tag.lower().startswith("zh") else cls.EN


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in both languages.

    >>> Text("前 {n} 名", "Top {n}").to(Locale.EN, n=5)
    'Top 5'
    """

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError(f"a Text needs both languages: {self.zh!r}, {self.en!r}")

    def to(self, locale: Locale, **values: object) -> str:
        """The phrase in `locale`. A value that is itself a Text is said in the same language."""
        said = {key: value.to(locale) if isinstance(value, Text) else value for key, value in values.items()}
        phrase = self.zh if locale is Locale.ZH else self.en
        return phrase.format(**said) if said else phrase
