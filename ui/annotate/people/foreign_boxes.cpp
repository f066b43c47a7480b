// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/foreign_boxes.h"

#include "ui/annotate/people/people_state.h"

#include <QCoreApplication>

namespace legenda::ui {

void drawAsAnnotators(const PeopleState& people, const store::RegionRecord& region, Overlay& overlay) {
    const bool own = people.isOwn(region.annotator);
    if (own && !people.reviewing()) return;
    if (region.suggested) return;
    const QString name = QString::fromStdString(region.annotator.empty() ? people.ownName() : region.annotator);
    overlay.ink = people.colourOf(name.toStdString());
    overlay.editable = overlay.editable && own;
    overlay.label = overlay.label.isEmpty() ? name : name + QStringLiteral(": ") + overlay.label;
    overlay.name = QCoreApplication::translate("PeopleState", "%1, by %2").arg(overlay.name, name);
}

}  // namespace legenda::ui
