"""Settings are read once, typed, and a typo or a value that does not fit is said, never passed over."""

from dataclasses import FrozenInstanceError

import pytest

from config import SETTINGS, Convention, Identity, Settings, SettingsError, masked, read
from i18n import Locale


def test_with_nothing_set_every_setting_has_its_default():
    settings = read({})
    assert settings == Settings()
    assert settings.warehouse_url == "duckdb:///var/warehouse"
    assert {setting.default for setting in SETTINGS if setting.name == "PORT"} == {8501}


def test_values_are_typed():
    settings = read(
        {
            "PORT": "9000",
            "FULCRUM_IDENTITY": "header",
            "FULCRUM_COLOUR_CONVENTION": "red_rises",
            "FULCRUM_DEFAULT_LANGUAGE": "en",
            "FULCRUM_SHARE_COMPANY_TOTALS": "Yes",
            "FULCRUM_DISCOUNT_RATE": "0.08",
        }
    )
    assert (settings.port, settings.identity, settings.default_language) == (9000, Identity.HEADER, Locale.EN)
    assert settings.colour_convention is Convention.RED_RISES
    assert settings.share_company_totals is True
    assert settings.discount_rate == 0.08


def test_an_empty_value_counts_as_not_given():
    assert read({"PORT": "", "FULCRUM_COUNTRY": "  "}) == Settings()


def test_variables_of_others_are_left_alone():
    assert read({"PATH": "/bin", "PYTHONPATH": ".", "PORTS": "1"}) == Settings()


def test_a_misspelt_name_is_an_error_that_names_the_right_one():
    with pytest.raises(SettingsError) as caught:
        read({"FULCRUM_FISCAL_START": "4"})
    assert "FULCRUM_FISCAL_START_MONTH" in caught.value.shown.en
    assert "FULCRUM_FISCAL_START_MONTH" in caught.value.shown.zh


def test_a_name_like_no_other_is_an_error_that_lists_them_all():
    with pytest.raises(SettingsError, match="WORKSPACE_URL"):
        read({"FULCRUM_QQQQQQQQ": "1"})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "a whole number from 1 to 65,535"),
        ("PORT", "70000", "a whole number from 1 to 65,535"),
        ("FULCRUM_FISCAL_START_MONTH", "13", "a whole number from 1 to 12"),
        ("FULCRUM_DISCOUNT_RATE", "nan", "a number from 0 to 1"),
        ("FULCRUM_DISCOUNT_RATE", "10", "a number from 0 to 1"),
        ("FULCRUM_IDENTITY", "ldap", "local or header or oidc"),
        ("FULCRUM_COUNTRY", "China", "two capitals"),
        ("FULCRUM_CURRENCY", "¥", "three capitals"),
        ("FULCRUM_TIME_ZONE", "Mars/Olympus", "a time zone such as"),
        ("FULCRUM_SHARE_COMPANY_TOTALS", "maybe", "true or false"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_is_wanted(name, value, said):
    with pytest.raises(SettingsError) as caught:
        read({name: value})
    assert said in caught.value.shown.en
    assert name in caught.value.shown.zh


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        read({}).port = 1


def test_a_password_in_an_address_is_never_printed():
    url = "postgresql://ann:p@ss:word@db:5432/sales"
    settings = read({"WAREHOUSE_URL": url, "WORKSPACE_URL": url})
    assert "word" not in repr(settings)
    assert "word" not in str(settings.shown())
    assert settings.shown()["WAREHOUSE_URL"] == "postgresql://ann:***@db:5432/sales"
    assert masked("postgresql://db/x?user=a&password=b") == "postgresql://db/x?user=a&password=***"


def test_a_wrong_value_with_a_password_in_it_is_masked_too():
    with pytest.raises(SettingsError) as caught:
        read({"PORT": "postgresql://ann:secret@db/sales"})
    assert "secret" not in caught.value.shown.en + caught.value.shown.zh


def test_every_setting_says_what_it_is_for_in_one_line():
    assert all("\n" not in setting.help.zh + setting.help.en for setting in SETTINGS)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
