// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/notices/mending.h"

#include "core/project/checkpoint_catalog.h"
#include "core/project/splits.h"
#include "ui/bridge/bridge.h"

#include <QAction>
#include <QPointer>
#include <QWidget>

#include <algorithm>
#include <iterator>

namespace legenda::ui {

std::optional<Mending> mendingOf(const base::Error& error, const QWidget* window) {
    struct Offer {
        const char* key;
        const char* page;  // the action that shows it first; nullptr: the one in sight
        const char* action;
        QString text;
    };
    const Offer offers[] = {
        {project::kSplitEmpty, nullptr, "browse.divide", Mending::tr("Divide the photographs")},
        {project::kModelMissing, "view.train", "train.new", Mending::tr("Train a model")},
        {extraction::kFeaturesMissing, nullptr, "browse.look", Mending::tr("Look at the photographs now")},
        {features::kFileDamaged, nullptr, "browse.look", Mending::tr("Look at the photographs again")},
    };
    const auto* offer = std::ranges::find_if(offers, [&](const Offer& each) { return error.key == each.key; });
    if (offer == std::end(offers)) return {};
    auto* act = window->findChild<QAction*>(QLatin1String(offer->action));
    if (!act) return {};
    auto* show = offer->page ? window->findChild<QAction*>(QLatin1String(offer->page)) : nullptr;
    return Mending{offer->text, [act = QPointer(act), show = QPointer(show)] {
                       if (show) show->trigger();
                       if (act) act->trigger();
                   }};
}

}  // namespace legenda::ui
