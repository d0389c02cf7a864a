"""Commands that keep the data and the readers: load, check, snapshot, versions, users."""

import argparse
from dataclasses import asdict

from data_access import workspace
from data_access.loading.check import check as findings
from data_access.loading.load import LoadOptions
from data_access.loading.load import load as loaded
from data_access.snapshot import snapshot as taken
from i18n import Locale, Text
from reports.desk import Desk
from reports.listings import readers_table, versions_table
from reports.question import day, scope_of

Options = argparse.Namespace
FINE, FOUND = 0, 1
_CLEAN = Text("没有发现问题。", "Nothing was found.")
_SERVED = Text("现在使用版本 {name}。", "Version {name} is served now.")
_TAKEN = Text(
    "{day} 的快照：关注 {watched} 个商机，新见 {new}，变化 {changed}，消失 {gone}，恢复 {back}；清理旧记录 {thinned}。",
    "Snapshot of {day}: {watched} deals watched, {new} seen first, {changed} changed, {gone} gone, {back} back; "
    "{thinned} old observations thinned out.",
)
_UNWATCHED = Text(
    "{day}：所有商机的来源都自带历史，无需快照。",
    "{day}: the source of every deal tells its history itself; there is nothing to watch.",
)


def load(options: Options, desk: Desk) -> int:
    """Load one source by its mapping."""
    report = loaded(desk.store(), options.mapping, options.source, LoadOptions(desk.build(), options.force))
    print("\n".join(report.lines(desk.locale)))
    return FINE


def check(_options: Options, desk: Desk) -> int:
    """Hold the warehouse against the contract."""
    found = findings(desk.store().engine())
    for finding in found:
        print(f"{finding.severity}: {finding.said.to(desk.locale)}")
    if not found:
        print(_CLEAN.to(desk.locale))
    return FOUND if any(finding.severity == "error" for finding in found) else FINE


def snapshot(options: Options, desk: Desk) -> int:
    """Write down how the deals stand whose source does not tell what happened to them."""
    on = day(options.day) if options.day else None
    found = taken(desk.space(), desk.data(""), on, desk.keep, desk.operator)
    seen = any((found.watched, found.gone, found.thinned))
    print((_TAKEN if seen else _UNWATCHED).to(desk.locale, **asdict(found)))
    return FINE


def versions(options: Options, desk: Desk) -> int:
    """List the versions of the warehouse, or go back to one."""
    store = desk.store()
    if options.roll_back:
        store.roll_back(options.roll_back)
        print(_SERVED.to(desk.locale, name=options.roll_back))
    else:
        print(versions_table(store.versions(), desk.locale))
    return FINE


def users(options: Options, desk: Desk) -> int:
    """Let readers in, say what they may see, list and remove them."""
    space = desk.space()
    if options.action == "add":
        locale = Locale(options.lang) if options.lang else None
        scope = scope_of(options, lambda: desk.data(""))
        reader = workspace.Reader(options.login, options.name or options.login, scope, locale)
        workspace.add_reader(space, reader, desk.operator)
    elif options.action == "scope":
        workspace.give_scope(space, options.login, scope_of(options, lambda: desk.data("")), desk.operator)
    elif options.action == "remove":
        workspace.remove_reader(space, options.login, desk.operator)
    print(readers_table(workspace.readers(space), desk.locale))
    return FINE
