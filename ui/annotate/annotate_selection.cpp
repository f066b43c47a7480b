// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_selection.h"

#include <algorithm>

namespace legenda::ui {

void AnnotateSelection::set(const QStringList& regions) {
    if (regions == all_) return;
    all_ = regions;
    Q_EMIT changed();
}

void AnnotateSelection::toggle(const QString& region) {
    if (all_.removeAll(region) == 0) all_.append(region);
    Q_EMIT changed();
}

void AnnotateSelection::keepOnly(const std::function<bool(const QString&)>& there) {
    all_.removeIf([&](const QString& region) { return !there(region); });
}

void AnnotateSelection::toggleIn(QSet<QString>& flagged, const QStringList& regions) {
    if (regions.isEmpty()) return;
    const bool all = std::ranges::all_of(regions, [&](const QString& region) { return flagged.contains(region); });
    for (const QString& region : regions) {
        if (all)
            flagged.remove(region);
        else
            flagged.insert(region);
    }
    Q_EMIT flagsChanged();
}

void AnnotateSelection::showAll() {
    if (hidden_.isEmpty()) return;
    hidden_.clear();
    Q_EMIT flagsChanged();
}

void AnnotateSelection::setFlags(QSet<QString> locked, QSet<QString> hidden) {
    locked_ = std::move(locked);
    hidden_ = std::move(hidden);
    Q_EMIT flagsChanged();
}

}  // namespace legenda::ui
